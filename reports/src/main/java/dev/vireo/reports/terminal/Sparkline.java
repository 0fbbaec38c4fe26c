package dev.vireo.reports.terminal;

import java.util.List;

/** A history as a word of bars, such as ▁▂▅▇. */
public final class Sparkline {

  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * Values on a scale from the least to the greatest of them.
   *
   * @param values in order; those that are not finite are left out
   * @param width how many bars at most; neighbours are averaged where there are more values
   */
  public static String of(List<Double> values, int width) {
    double[] finite = values.stream().mapToDouble(each -> each).filter(Double::isFinite).toArray();
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : finite) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return bars(finite, width, least, greatest);
  }

  /** The same on a given scale; values beyond it have its end. */
  public static String of(List<Double> values, int width, double least, double greatest) {
    double[] finite = values.stream().mapToDouble(each -> each).filter(Double::isFinite).toArray();
    return bars(finite, width, least, greatest);
  }

  private static String bars(double[] values, int width, double least, double greatest) {
    int count = Math.min(width, values.length);
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * values.length / count);
      int to = (int) ((i + 1L) * values.length / count);
      double sum = 0;
      for (int j = from; j < to; j++) {
        sum += values[j];
      }
      bars.append(bar(sum / (to - from), least, greatest));
    }
    return bars.toString();
  }

  private static char bar(double value, double least, double greatest) {
    double share = greatest > least ? (value - least) / (greatest - least) : 0;
    int level = (int) Math.floor(share * BARS.length());
    return BARS.charAt(Math.max(0, Math.min(BARS.length() - 1, level)));
  }
}
