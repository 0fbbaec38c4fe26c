package dev.vireo.benchmarks.plot;

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
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.xy.YIntervalSeriesCollection;

/**
 * Charts as SVG. The layout is that of Java's sans-serif font, so a machine with other fonts places
 * texts elsewhere.
 */
public final class SvgCharts {

  private static final int WIDTH = 760;

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

  private SvgCharts() {}

  /** An axis that need not include 0. */
  public static ValueAxis axis(String name) {
    NumberAxis axis = new NumberAxis(name);
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeStickyZero(false);
    return axis;
  }

  /**
   * A plot of points with their intervals.
   *
   * @param lines whether lines join the points of a series
   */
  public static XYPlot plot(
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

  /** A chart as SVG. */
  public static String svg(JFreeChart chart, int height) {
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
