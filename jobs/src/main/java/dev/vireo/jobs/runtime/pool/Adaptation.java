package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.adapter.LoraSettings;
import java.io.Serializable;

/**
 * What lies under an adapter.
 *
 * @param settings the adapter's rank, scale and place
 * @param base the model's own parameters, which stay as they are
 */
public record Adaptation(LoraSettings settings, PolicyVersion base) implements Serializable {}
