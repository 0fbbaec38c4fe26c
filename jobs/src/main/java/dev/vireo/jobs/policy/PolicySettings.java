package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.store.manifest.DecidesNothing;

/**
 * The policy that a run starts from.
 *
 * @param model a Hugging Face directory on a file system
 * @param from a run directory, whose policy this one goes on from
 * @param checkpoint which of that run's policies: the last, or the best on held-out prompts
 * @param newModel what to make where there is no model; not read otherwise
 * @param specialTokens what stands around plain prompts and demonstrations
 * @param adapter the low-rank adapter that reinforcement trains beside the model; null trains all
 *     of the model
 */
public record PolicySettings(
    @DecidesNothing String model,
    @DecidesNothing String from,
    @DecidesNothing Which checkpoint,
    NewModelSettings newModel,
    SpecialTokens specialTokens,
    LoraSettings adapter) {

  /** Which of a run's policies. */
  public enum Which {
    /** What it ended with. */
    LAST,
    /** What did best on held-out prompts. */
    BEST
  }

  public PolicySettings {
    model = HomePath.expand(model);
    from = HomePath.expand(from);
    if (model != null && from != null) {
      throw new InputException("model and from are both given; a policy starts from one of them");
    }
    if (checkpoint == null) {
      throw new InputException("checkpoint is null; it must be last or best");
    }
    if (specialTokens == null) {
      throw new InputException("special-tokens is null; it must be auto or none");
    }
  }

  /** Neither: one of them is to be given. What there is is trained as a whole. */
  public static PolicySettings defaults() {
    return new PolicySettings(null, null, Which.LAST, null, SpecialTokens.AUTO, null);
  }

  /** Whether the policy is made, and not given. */
  public boolean isNew() {
    return model == null && from == null;
  }

  /**
   * What to make where no model is given.
   *
   * @throws InputException if the settings say neither
   */
  public NewModelSettings requireNewModel() {
    if (newModel == null) {
      throw new InputException(
          "The configuration has no policy: give policy.model, a Hugging Face directory, policy.from,"
              + " another run, or policy.new-model, where {} takes its defaults");
    }
    return newModel;
  }
}
