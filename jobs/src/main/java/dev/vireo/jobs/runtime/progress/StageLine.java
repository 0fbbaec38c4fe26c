package dev.vireo.jobs.runtime.progress;

import dev.vireo.algorithms.Counted;
import java.util.Map;

/** A stage's status in one line. */
public final class StageLine {

  /** How many numbers a line has; a stage's first ones are what matters most. */
  private static final int METRICS = 6;

  private StageLine() {}

  /** The line: the stage, how much is done of what, the time, and its first numbers. */
  public static String of(StageStatus status) {
    StringBuilder line = new StringBuilder();
    if (status.iteration() > 0) {
      line.append("iteration ").append(status.iteration()).append("  ");
    }
    line.append(status.stage()).append("  ");
    if (!status.open() && status.done() < status.total()) {
      line.append(status.done()).append('/');
      line.append(Counted.of(status.total(), status.unit()));
    } else {
      line.append(Counted.of(status.done(), status.unit()));
    }
    if (status.skipped()) {
      line.append("  done before");
    } else {
      line.append("  ").append(ProgressText.duration(status.elapsed()));
    }
    int shown = 0;
    for (Map.Entry<String, Double> metric : status.metrics().entrySet()) {
      if (status.skipped() && metric.getKey().endsWith("/s")) {
        continue; // Reading what was done before has a rate of its own.
      }
      if (++shown > METRICS) {
        break;
      }
      line.append("  ")
          .append(metric.getKey())
          .append(' ')
          .append(ProgressText.number(metric.getValue()));
    }
    return line.toString();
  }
}
