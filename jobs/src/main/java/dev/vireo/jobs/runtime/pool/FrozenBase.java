package dev.vireo.jobs.runtime.pool;

import ai.djl.Device;
import dev.vireo.models.policy.FrozenParameters;

/**
 * The frozen model under this virtual machine's adapters: read once, shared by all slots, freed
 * with the last of them.
 */
final class FrozenBase {

  private static FrozenBase held;

  private final String key;
  private final Device device;
  private final FrozenParameters parameters;
  private int users;

  private FrozenBase(String key, Device device, FrozenParameters parameters) {
    this.key = key;
    this.device = device;
    this.parameters = parameters;
  }

  /** The parameters of a version on a device, for one user more. */
  static FrozenBase acquire(PolicyVersion version, Device device) {
    synchronized (FrozenBase.class) {
      if (held == null || !held.key.equals(version.key()) || !held.device.equals(device)) {
        held = new FrozenBase(version.key(), device, version.frozen(device));
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
