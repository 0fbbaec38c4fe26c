package dev.vireo.pipelines.run;

import dev.vireo.algorithms.sampling.SeededOrder;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.schemas.Prompt;
import java.util.List;

/** The prompts of an iteration: the next ones in a seeded order, reshuffled every epoch. */
public final class IterationPrompts {

  private IterationPrompts() {}

  /** In their order. */
  public static List<Prompt> of(
      Prompts prompts, int iteration, int promptsPerIteration, long seed) {
    return prompts.train(
        SeededOrder.batch(prompts.trainCount(), promptsPerIteration, iteration, seed));
  }

  /** What decides the choice besides iteration and seed, for a stage's fingerprint. */
  public static String identity(Prompts prompts, int promptsPerIteration) {
    return prompts.train().contentHash() + "/" + promptsPerIteration;
  }
}
