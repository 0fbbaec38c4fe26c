package dev.vireo.jobs.training;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * How far a task has come with its steps, as the driver hears it with executors' heartbeats. Merged
 * reports are the one that is further.
 */
final class StepReport extends AccumulatorV2<StepReport.Latest, StepReport.Latest> {
  private static final long serialVersionUID = 1L;

  /**
   * The latest step.
   *
   * @param steps of the work that are done; 0 before the first
   * @param metrics of the latest
   */
  record Latest(int steps, Map<String, Double> metrics) implements Serializable {
    static final Latest NONE = new Latest(0, Map.of());

    Latest {
      metrics = new TreeMap<>(metrics);
    }
  }

  private Latest latest = Latest.NONE;

  @Override
  public boolean isZero() {
    return latest.steps() == 0;
  }

  @Override
  public StepReport copy() {
    StepReport copy = new StepReport();
    copy.latest = latest;
    return copy;
  }

  @Override
  public void reset() {
    latest = Latest.NONE;
  }

  @Override
  public void add(Latest other) {
    if (other.steps() > latest.steps()) {
      latest = other;
    }
  }

  @Override
  public void merge(AccumulatorV2<Latest, Latest> other) {
    add(other.value());
  }

  @Override
  public Latest value() {
    return latest;
  }
}
