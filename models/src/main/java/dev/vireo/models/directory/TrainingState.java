package dev.vireo.models.directory;

/**
 * What a checkpoint holds beside its model. It lies in a folder of its own within the checkpoint's,
 * so that the checkpoint's top is a model directory and nothing else: servers such as vLLM and
 * SGLang read every {@code *.safetensors} that they find there as weights.
 */
public final class TrainingState {
  /** Name of the folder. */
  public static final String FOLDER = "training-state";

  private TrainingState() {}
}
