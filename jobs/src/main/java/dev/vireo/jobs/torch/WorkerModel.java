package dev.vireo.jobs.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.training.AdamWSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a worker loads, to train it or to score with it.
 *
 * @param model directory of the whole model, on this machine
 * @param adapter directory of the adapter that lies beside it; null where there is none
 * @param optimizer the file of the optimizer's state; null for a fresh one
 * @param head language-model, or scalar
 * @param compute f32 or bf16
 * @param gradientCheckpointing whether layers are computed again on the way back
 * @param optimizerSettings AdamW's; null where nothing is trained
 */
public record WorkerModel(
    String model,
    String adapter,
    String optimizer,
    String head,
    String compute,
    boolean gradientCheckpointing,
    @JsonProperty("adamw") AdamWSettings optimizerSettings) {

  /** A model that only scores. */
  public static WorkerModel scoring(
      Path model, Optional<Path> adapter, String head, FloatFormat products) {
    return new WorkerModel(
        model.toString(),
        adapter.map(Path::toString).orElse(null),
        null,
        head,
        compute(products),
        false,
        null);
  }

  /** What a worker calls the format in which it multiplies. */
  public static String compute(FloatFormat products) {
    return products == FloatFormat.FLOAT32 ? "f32" : "bf16";
  }

  /** What a worker calls a head. */
  public static String head(Head head) {
    return head instanceof ScalarHead ? "scalar" : "language-model";
  }
}
