package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import java.util.Optional;

/**
 * A model of the pool, and what it holds.
 *
 * @param role what it is for
 * @param shape of the versions that it can hold
 * @param key the version it holds
 * @param model with that version's parameters
 * @param shared the parameters under it that are not trained
 */
record Slot(
    Role role, ModelShape shape, String key, Model model, Optional<SharedParameters> shared) {

  static Slot open(Role role, ModelVersion version) {
    ModelShape shape = ModelShape.of(version);
    if (version.isFrozen()) {
      SharedParameters shared = SharedParameters.acquire(version, shape.compute());
      Model model = Model.frozen(shared.parameters());
      return new Slot(role, shape, version.key(), model, Optional.of(shared));
    }
    // Read first: if that fails, the shared parameters are not left behind with one user too many.
    ParameterSet values = version.parameters();
    if (version.adaptation().isEmpty()) {
      Model model = Model.create(version.config(), version.head(), values, shape.compute());
      return new Slot(role, shape, version.key(), model, Optional.empty());
    }
    Adaptation adaptation = version.adaptation().get();
    LoraAdapter adapter = new LoraAdapter(version.config(), adaptation.settings(), version.head());
    SharedParameters shared = SharedParameters.acquire(adaptation.base(), shape.compute());
    Model model = Model.adapted(shared.parameters(), adapter, values);
    return new Slot(role, shape, version.key(), model, Optional.of(shared));
  }

  /** The same model with a version's parameters; its shape is this slot's. */
  Slot holding(ModelVersion version) {
    if (!key.equals(version.key())) {
      model.assign(version.parameters());
    }
    return new Slot(role, shape, version.key(), model, shared);
  }

  void close() {
    model.close();
    shared.ifPresent(SharedParameters::release);
  }
}
