package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.selection.DynamicSamplingSettings;

/** The settings of a run that trains a policy on its own completions, iteration by iteration. */
public interface IteratedRun extends PolicyRun {

  /** Prompts in one round. */
  int promptsPerIteration();

  /** Whether groups without a signal give way to those of further prompts. */
  default DynamicSamplingSettings dynamicSampling() {
    return DynamicSamplingSettings.defaults();
  }

  /** How often an update passes over the iteration's completions. */
  default int passesPerIteration() {
    return 1;
  }

  /** Optimizer steps of an iteration. */
  int stepsPerIteration();

  /** Optimizer steps that the policy has behind it after an iteration. */
  default long stepAfter(int iteration) {
    return (long) iteration * stepsPerIteration();
  }

  /**
   * The iteration whose policy makes an iteration's rollouts; 0 for the one it all started from.
   */
  default int makerOf(int iteration) {
    return Math.max(0, iteration - 1 - rollouts().lag());
  }

  /** Whether an iteration's rollouts are made by the policy that its update starts from. */
  default boolean isOnPolicy(int iteration) {
    return stepAfter(makerOf(iteration)) == stepAfter(iteration - 1);
  }

  /**
   * Whether the end of an iteration decides what the next one's rollouts are, or that there are
   * none: they then begin after it.
   */
  default boolean decidesTheNext(int iteration) {
    int every = evaluation().every();
    return evaluation().patience() > 0 && every > 0 && iteration % every == 0;
  }

  /** How many ends of iterations keep their checkpoint, whoever is yet to sample; 0 for all. */
  default int keptCheckpoints() {
    int keep = checkpoints().keep();
    return keep == 0 ? 0 : Math.max(keep, 1 + rollouts().lag());
  }

  /**
   * The step of the policy that the iteration after a step is held against.
   *
   * @param latest the end of an iteration
   */
  default long referenceStep(long latest) {
    return 0;
  }

  /**
   * Whether a whole run judges the policy after this iteration.
   *
   * @param iteration 0 for the policy that reinforcement starts from
   */
  default boolean evaluatesAfter(int iteration) {
    int every = evaluation().every();
    return iteration == 0 || iteration == iterations() || every > 0 && iteration % every == 0;
  }

  /**
   * Checks how many prompts there are.
   *
   * @throws InputException if there are too few for an iteration, or none to evaluate with
   */
  default void checkPrompts(Prompts shards) {
    if (iterations() > 0 && promptsPerIteration() > shards.trainCount()) {
      throw new InputException(
          "prompts-per-iteration is %d, but only %d of the prompts can be trained on: set it to at most %d, or give more prompts"
              .formatted(promptsPerIteration(), shards.trainCount(), shards.trainCount()));
    }
    RunChecks.heldOutPrompts(this, shards);
  }
}
