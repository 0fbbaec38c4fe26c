package dev.vireo.models.directory;

/**
 * The training state that a checkpoint stores beside its model. It has a folder of its own, so that
 * the top level of a checkpoint is a plain model directory: servers such as vLLM and SGLang read
 * every {@code *.safetensors} that they find there as weights.
 */
public final class TrainingState {
  /** Name of the folder. */
  public static final String FOLDER = "training-state";

  private TrainingState() {}
}
