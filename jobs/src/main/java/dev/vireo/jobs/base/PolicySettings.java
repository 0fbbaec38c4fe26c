package dev.vireo.jobs.base;

/**
 * The policy that a run starts from.
 *
 * @param model a Hugging Face directory on a file system; null makes a new model
 * @param newModel what to make where there is no model; not read otherwise
 */
public record PolicySettings(String model, NewModelSettings newModel) {

  /** A new model. */
  public static PolicySettings defaults() {
    return new PolicySettings(null, NewModelSettings.defaults());
  }
}
