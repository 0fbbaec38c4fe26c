package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.ModelConfig;

/**
 * What the versions that one slot can hold have in common: all but the trained parameters.
 *
 * @param config the model's shape
 * @param base key of the frozen model under an adapter; null without one
 * @param adapter the adapter's shape; null without one
 */
record PolicyShape(ModelConfig config, String base, LoraSettings adapter) {

  static PolicyShape of(PolicyVersion version) {
    Adaptation adaptation = version.adaptation();
    return adaptation == null
        ? new PolicyShape(version.config(), null, null)
        : new PolicyShape(version.config(), adaptation.base().key(), adaptation.settings());
  }
}
