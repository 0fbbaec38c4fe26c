package dev.vireo.jobs.runtime.progress;

import java.util.Map;

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

  /** Something that a person should know: one line. */
  default void message(String line) {}
}
