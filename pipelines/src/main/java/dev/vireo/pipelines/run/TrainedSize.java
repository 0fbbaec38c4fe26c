package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.models.parameters.ParameterLayout;
import java.util.Locale;

/**
 * How large a model the local engine trains whole. Its driver keeps parameters, moments, a
 * broadcast and the sum of the gradients in its heap, so what is larger is for an adapter, or for
 * torch.
 */
final class TrainedSize {

  /** The largest number of parameters that the local engine trains. */
  static final long MOST = Integer.MAX_VALUE;

  /** Of each trained parameter in the driver's heap. */
  private static final int BYTES = 24;

  private TrainedSize() {}

  /**
   * Checks the size of the model that a run trains whole by the local engine, if it does that.
   *
   * @throws InputException if it has more than {@link #MOST} parameters
   */
  static void check(RunSettings config) {
    if (!(config instanceof ModelRun run)
        || !run.trains()
        || run.policy().adapter() != null
        || run.trainingEngine() == TrainingEngine.TORCH) {
      return;
    }
    long parameters = ParameterLayout.of(run.shape(), run.head()).size();
    if (parameters > MOST) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "The model has %,d parameters, and training-engine local trains all of at most %,d: the"
                  + " driver's heap would hold %d bytes of each, %,d GiB; train an adapter"
                  + " (policy.adapter), or let torch make the steps (training-engine: torch), as"
                  + " docs/SCALING.md has it",
              parameters,
              MOST,
              BYTES,
              BYTES * parameters >> 30));
    }
  }
}
