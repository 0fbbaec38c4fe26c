package dev.vireo.benchmarks.learning.report;

import dev.vireo.benchmarks.plot.SvgCharts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Held-out curves, and differences with their intervals, as SVG. */
final class Plots {

  private static final int CURVE_HEIGHT = 440;
  private static final int ROW_HEIGHT = 26;
  private static final int MARGIN_HEIGHT = 110;

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
    XYPlot plot =
        SvgCharts.plot(
            data,
            SvgCharts.axis("iteration"),
            SvgCharts.axis("held-out mean of what is wanted"),
            true);
    return SvgCharts.svg(
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
        SvgCharts.plot(
            data,
            rows,
            SvgCharts.axis(
                "end minus that of " + against + ", paired by seed, with its 95% interval"),
            false);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.addRangeMarker(new ValueMarker(0, Color.GRAY, new BasicStroke(1)));
    return SvgCharts.svg(
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
}
