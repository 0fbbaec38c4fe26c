package dev.vireo.jobs.runtime.progress;

import java.time.Duration;
import java.util.Locale;

/** Times and numbers as people read them while a run goes on. */
public final class ProgressText {

  private ProgressText() {}

  /** A time, such as {@code 1.5 s}, {@code 2 min 05 s} or {@code 3 h 20 min}. */
  public static String duration(Duration elapsed) {
    long seconds = elapsed.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }

  /** A number: whole from 100 up, three digits behind the point below. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "none" : Double.toString(value);
    }
    if (size < 1e9 && (size >= 100 || value == Math.rint(value))) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return size >= 1e-3 && size < 100
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.2e", value);
  }
}
