package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import java.util.HashMap;
import java.util.Map;

/**
 * Parameters of this virtual machine that are not trained: each version is read once, shared by all
 * slots that use it, and freed with the last of them.
 */
final class SharedParameters {
  private static final Map<Key, SharedParameters> HELD = new HashMap<>();

  private final Key key;
  private final FrozenParameters parameters;
  private int users;

  private record Key(String version, Compute compute) {}

  private SharedParameters(Key key, FrozenParameters parameters) {
    this.key = key;
    this.parameters = parameters;
  }

  /** The parameters of a version as they compute, for one more user; read by the first. */
  static SharedParameters acquire(ModelVersion version, Compute compute) {
    Key key = new Key(version.key(), compute);
    // Under the lock, so that tasks which start together read them once.
    synchronized (HELD) {
      SharedParameters held =
          HELD.computeIfAbsent(key, missing -> new SharedParameters(key, version.frozen(compute)));
      held.users++;
      return held;
    }
  }

  FrozenParameters parameters() {
    return parameters;
  }

  /** One user less. */
  void release() {
    synchronized (HELD) {
      users--;
      if (users == 0) {
        HELD.remove(key);
        parameters.close();
      }
    }
  }
}
