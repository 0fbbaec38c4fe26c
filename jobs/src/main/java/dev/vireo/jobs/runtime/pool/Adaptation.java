package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.adapter.LoraSettings;
import java.io.Serializable;

/**
 * What lies under an adapter.
 *
 * @param settings the adapter's rank, scale and place
 * @param base the model's own parameters, which are not trained
 */
public record Adaptation(LoraSettings settings, ModelVersion base) implements Serializable {}
