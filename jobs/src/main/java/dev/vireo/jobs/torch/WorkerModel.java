package dev.vireo.jobs.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vireo.models.training.AdamWSettings;

/**
 * What a worker loads.
 *
 * @param model directory of the whole model, on this machine
 * @param adapter directory of the adapter that lies beside it; null where there is none
 * @param optimizer the file of the optimizer's state; null for a fresh one
 * @param head language-model, or scalar
 * @param trained whether there are gradients and an optimizer
 * @param compute f32 or bf16
 * @param gradientCheckpointing whether layers are computed again on the way back
 * @param optimizerSettings AdamW's; null where nothing is trained
 */
public record WorkerModel(
    String model,
    String adapter,
    String optimizer,
    String head,
    boolean trained,
    String compute,
    boolean gradientCheckpointing,
    @JsonProperty("adamw") AdamWSettings optimizerSettings) {}
