package dev.vireo.jobs.runtime.progress;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Hears of stages as they run. Calls for one stage come one after the other, but not all from one
 * thread; they must return at once and must not throw.
 */
public interface Progress {
  /** Tells nobody. */
  Progress NONE = new Progress() {};

  /** A stage begins. */
  default void started(StageStatus status) {}

  /** A stage has come further. */
  default void advanced(StageStatus status) {}

  /** A stage is done, or there was nothing to do. */
  default void finished(StageStatus status) {}

  /** A stage has failed; the error itself is reported elsewhere. */
  default void failed(StageStatus status) {}

  /**
   * An iteration has ended.
   *
   * @param step optimizer steps of reinforcement until then
   * @param metrics the iteration's, by their names in the metrics dataset; of values of several
   *     steps the last
   */
  default void iterationEnded(int iteration, long step, Map<String, Double> metrics) {}

  /**
   * An iteration had ended before this process began.
   *
   * @param metrics as for {@link #iterationEnded}; asking reads a file
   */
  default void iterationDone(int iteration, long step, Supplier<Map<String, Double>> metrics) {}

  /** Something is wrong with what a run learns from; one that only hears lines hears a line. */
  default void warned(SignalWarning warning) {
    message(warning.line());
  }

  /** Something that a person should know: one line. */
  default void message(String line) {}
}
