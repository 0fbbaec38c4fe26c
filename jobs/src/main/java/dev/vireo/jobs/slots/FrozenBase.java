package dev.vireo.jobs.slots;

import ai.djl.Device;
import dev.vireo.models.policy.FrozenParameters;

/**
 * The frozen model under this virtual machine's adapters: read once, shared by all slots, freed
 * with the last of them.
 */
final class FrozenBase {

  private static FrozenBase held;

  private final String key;
  private final FrozenParameters parameters;
  private int users;

  private FrozenBase(String key, FrozenParameters parameters) {
    this.key = key;
    this.parameters = parameters;
  }

  /** The parameters of a version, for one user more. */
  static FrozenBase acquire(PolicyVersion version) {
    synchronized (FrozenBase.class) {
      if (held == null || !held.key.equals(version.key())) {
        held =
            new FrozenBase(
                version.key(),
                FrozenParameters.create(version.config(), version.parameters(), Device.cpu()));
      }
      held.users++;
      return held;
    }
  }

  FrozenParameters parameters() {
    return parameters;
  }

  /** One user less. */
  void release() {
    synchronized (FrozenBase.class) {
      users--;
      if (users == 0) {
        parameters.close();
        if (held == this) {
          held = null;
        }
      }
    }
  }
}
