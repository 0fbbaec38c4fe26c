package dev.vireo.jobs.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vireo.models.training.AdamWSettings;

/**
 * What a worker loads and trains.
 *
 * @param model directory of the whole model, on this machine
 * @param adapter directory of the adapter that lies beside it; null where there is none
 * @param optimizer the file of the optimizer's state; null for a fresh one
 * @param head language-model, or scalar
 * @param compute f32 or bf16
 * @param gradientCheckpointing whether layers are computed again on the way back
 * @param optimizerSettings AdamW's
 */
public record WorkerModel(
    String model,
    String adapter,
    String optimizer,
    String head,
    String compute,
    boolean gradientCheckpointing,
    @JsonProperty("adamw") AdamWSettings optimizerSettings) {}
