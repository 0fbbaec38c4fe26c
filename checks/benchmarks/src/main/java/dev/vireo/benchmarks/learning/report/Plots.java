package dev.vireo.benchmarks.learning.report;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.geom.Ellipse2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/**
 * Held-out curves, and differences with their intervals, as SVG. The layout is that of Java's
 * sans-serif font, so a machine with other fonts places texts elsewhere.
 */
final class Plots {

  private static final int WIDTH = 760;
  private static final int CURVE_HEIGHT = 440;
  private static final int ROW_HEIGHT = 26;
  private static final int MARGIN_HEIGHT = 110;

  /** Colours that people of all kinds of sight tell apart (Okabe and Ito), black first. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x000000),
          new Color(0xD55E00),
          new Color(0x0072B2),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x7F7F7F));

  /** The SVG says no size for text of 12, which viewers would then take for their own. */
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  private Plots() {}

  /** The mean curve of each rule, with the interval of the mean over seeds at its points. */
  static String curves(Setting setting) {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    double apart = 0;
    for (Map.Entry<String, Series> rule : setting.rules().entrySet()) {
      YIntervalSeries series = new YIntervalSeries(rule.getKey());
      for (int iteration : rule.getValue().iterations()) {
        PairedInterval interval = rule.getValue().target(iteration);
        if (!Double.isNaN(interval.mean())) {
          add(series, iteration + apart, interval);
        }
      }
      data.addSeries(series);
      // Intervals at the same iteration would hide each other.
      apart += 0.4;
    }
    XYPlot plot = plot(data, axis("iteration"), axis("held-out mean of what is wanted"), true);
    return svg(
        new JFreeChart("%s, %s".formatted(setting.task(), setting.condition()), null, plot, true),
        CURVE_HEIGHT);
  }

  /** A row for each comparison: the paired difference at the end, and its interval. */
  static String differences(List<Comparison> comparisons, String against) {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    YIntervalSeries series = new YIntervalSeries("difference");
    for (int row = 0; row < comparisons.size(); row++) {
      add(series, row, comparisons.get(row).end());
    }
    data.addSeries(series);
    SymbolAxis rows =
        new SymbolAxis(
            null,
            comparisons.stream()
                .map(each -> "%s, %s: %s".formatted(each.task(), each.condition(), each.rule()))
                .toArray(String[]::new));
    rows.setGridBandsVisible(false);
    rows.setInverted(true);
    rows.setRange(-0.5, comparisons.size() - 0.5);
    XYPlot plot =
        plot(
            data,
            rows,
            axis("end minus that of " + against + ", paired by seed, with its 95% interval"),
            false);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.addRangeMarker(new ValueMarker(0, Color.GRAY, new BasicStroke(1)));
    return svg(
        new JFreeChart("Difference to " + against, null, plot, false),
        MARGIN_HEIGHT + ROW_HEIGHT * comparisons.size());
  }

  /** An interval that is not known has no width. */
  private static void add(YIntervalSeries series, double at, PairedInterval interval) {
    boolean known = !Double.isNaN(interval.lower());
    series.add(
        at,
        interval.mean(),
        known ? interval.lower() : interval.mean(),
        known ? interval.upper() : interval.mean());
  }

  private static ValueAxis axis(String name) {
    NumberAxis axis = new NumberAxis(name);
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeStickyZero(false);
    return axis;
  }

  private static XYPlot plot(
      YIntervalSeriesCollection data, ValueAxis across, ValueAxis up, boolean lines) {
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawXError(false);
    renderer.setDefaultLinesVisible(lines);
    renderer.setErrorStroke(new BasicStroke(1));
    for (int i = 0; i < data.getSeriesCount(); i++) {
      renderer.setSeriesPaint(i, COLORS.get(i % COLORS.size()));
      renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
      renderer.setSeriesStroke(i, new BasicStroke(1.6f));
    }
    for (ValueAxis axis : List.of(across, up)) {
      axis.setLabelFont(FONT);
      axis.setTickLabelFont(FONT);
    }
    XYPlot plot = new XYPlot(data, across, up, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinesVisible(!lines);
    plot.setDomainGridlinePaint(new Color(0xDDDDDD));
    plot.setRangeGridlinePaint(new Color(0xDDDDDD));
    plot.setOutlineVisible(false);
    return plot;
  }

  private static String svg(JFreeChart chart, int height) {
    chart.setBackgroundPaint(Color.WHITE);
    TextTitle title = chart.getTitle();
    title.setFont(FONT.deriveFont(Font.BOLD, 13f));
    LegendTitle legend = chart.getLegend();
    if (legend != null) {
      legend.setItemFont(FONT);
    }
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.draw(graphics, new Rectangle(WIDTH, height));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Processors.get("svg")
          .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, height))
          .writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot draw", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
