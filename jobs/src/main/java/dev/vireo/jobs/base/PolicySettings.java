package dev.vireo.jobs.base;

import dev.vireo.models.adapter.LoraSettings;

/**
 * The policy that a run starts from.
 *
 * @param model a Hugging Face directory on a file system; null makes a new model
 * @param newModel what to make where there is no model; not read otherwise
 * @param adapter the low-rank adapter that reinforcement trains beside the model; null trains all
 *     of the model
 */
public record PolicySettings(String model, NewModelSettings newModel, LoraSettings adapter) {

  /** A new model, trained as a whole. */
  public static PolicySettings defaults() {
    return new PolicySettings(null, NewModelSettings.defaults(), null);
  }
}
