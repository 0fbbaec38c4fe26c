package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.models.adapter.LoraSettings;

/**
 * The policy that a run starts from.
 *
 * @param model a Hugging Face directory on a file system; null for a new model
 * @param newModel what to make where there is no model; not read otherwise
 * @param specialTokens what stands around plain prompts and demonstrations
 * @param adapter the low-rank adapter that reinforcement trains beside the model; null trains all
 *     of the model
 */
public record PolicySettings(
    String model, NewModelSettings newModel, SpecialTokens specialTokens, LoraSettings adapter) {

  public PolicySettings {
    model = HomePath.expand(model);
    if (specialTokens == null) {
      throw new InputException("special-tokens is null; it must be auto or none");
    }
  }

  /** Neither: one of them is to be given. What there is is trained as a whole. */
  public static PolicySettings defaults() {
    return new PolicySettings(null, null, SpecialTokens.AUTO, null);
  }

  /**
   * What to make where no model is given.
   *
   * @throws InputException if the settings say neither
   */
  public NewModelSettings requireNewModel() {
    if (newModel == null) {
      throw new InputException(
          "The configuration has no policy: give policy.model, a Hugging Face directory, or"
              + " policy.new-model, where {} takes its defaults");
    }
    return newModel;
  }
}
