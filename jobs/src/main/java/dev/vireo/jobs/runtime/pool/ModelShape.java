package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Compute;
import java.util.Optional;

/**
 * What the versions that one slot can hold have in common: all but the trained parameters.
 *
 * @param config the decoder's shape
 * @param head what its last hidden state is projected to
 * @param shared key of the parameters that are not trained; empty where all are trained
 * @param adapter the adapter's shape; empty without one
 * @param compute where the slot's arrays lie, and in what format products are
 */
record ModelShape(
    ModelConfig config,
    Head head,
    Optional<String> shared,
    Optional<LoraSettings> adapter,
    Compute compute) {

  static ModelShape of(ModelVersion version) {
    return new ModelShape(
        version.config(),
        version.head(),
        version.isFrozen()
            ? Optional.of(version.key())
            : version.adaptation().map(adaptation -> adaptation.base().key()),
        version.adaptation().map(Adaptation::settings),
        version.compute());
  }
}
