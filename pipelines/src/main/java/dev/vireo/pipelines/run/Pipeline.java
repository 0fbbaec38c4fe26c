package dev.vireo.pipelines.run;

import java.util.List;

/** The stages of a run, declared once, and the whole of them in their order. */
public interface Pipeline {

  /** The stages, in the order in which they run. */
  List<Stage> stages();

  /** Optimizer steps of an iteration; 1 if there are no iterations. */
  default int stepsPerIteration() {
    return 1;
  }

  /**
   * Optimizer steps that a series of checkpoints has behind it before an iteration.
   *
   * @param series the folder of the checkpoints, or of what is numbered by their steps
   */
  default long stepsBefore(String series, int iteration) {
    return (iteration - 1L) * stepsPerIteration();
  }

  /**
   * Checks what takes Spark to know, before the first stage.
   *
   * @throws dev.vireo.algorithms.InputException saying what cannot be
   */
  default void check() {}

  /** Runs every stage that is not done yet. */
  RunResult run();
}
