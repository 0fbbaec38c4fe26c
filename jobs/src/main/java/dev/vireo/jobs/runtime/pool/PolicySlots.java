package dev.vireo.jobs.runtime.pool;

import ai.djl.Device;
import dev.vireo.jobs.runtime.devices.TaskDevice;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.policy.Policy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The idle policies of this virtual machine. A task borrows one, so at most as many exist as tasks
 * have run at the same time; a policy that already holds the wanted version is handed out first.
 * Where an adapter is trained a slot holds but the adapter, beside a model that all slots share.
 */
public final class PolicySlots {

  /** A policy, and the model under it where it is an adapter's. */
  private record Slot(
      PolicyShape shape, Device device, String key, Policy policy, FrozenBase base) {

    static Slot open(PolicyVersion version, Device device) {
      PolicyShape shape = PolicyShape.of(version);
      Adaptation adaptation = version.adaptation();
      if (adaptation == null) {
        ModelConfig config = version.config();
        Policy policy =
            Policy.create(config, ParameterLayout.of(config), version.parameters(), device);
        return new Slot(shape, device, version.key(), policy, null);
      }
      LoraAdapter adapter = new LoraAdapter(version.config(), adaptation.settings());
      // Read first: whatever fails, the model under it is not left behind with a user too many.
      float[] values = version.parameters();
      FrozenBase base = FrozenBase.acquire(adaptation.base(), device);
      Policy policy = Policy.adapted(base.parameters(), adapter, values);
      return new Slot(shape, device, version.key(), policy, base);
    }

    Slot holding(PolicyVersion version) {
      if (!key.equals(version.key())) {
        policy.assign(version.parameters());
      }
      return new Slot(shape, device, version.key(), policy, base);
    }

    void close() {
      policy.close();
      if (base != null) {
        base.release();
      }
    }
  }

  private static final Deque<Slot> IDLE = new ArrayDeque<>();

  private PolicySlots() {}

  /** Runs work on a policy that holds the version's parameters, and on which nobody else works. */
  public static <R> R with(PolicyVersion version, Function<Policy, R> work) {
    Device device = TaskDevice.here();
    Slot idle = takeIdle(version, device);
    Slot slot = idle == null ? Slot.open(version, device) : idle.holding(version);
    // A slot that failed half-way is not handed on: its gradients could be anything.
    boolean sound = false;
    try {
      R result = work.apply(slot.policy());
      sound = true;
      return result;
    } finally {
      if (sound) {
        giveBack(slot);
      } else {
        slot.close();
      }
    }
  }

  private static Slot takeIdle(PolicyVersion version, Device device) {
    PolicyShape shape = PolicyShape.of(version);
    synchronized (IDLE) {
      if (IDLE.stream().noneMatch(idle -> idle.shape().equals(shape))) {
        // Another model's turn: its predecessors make room.
        IDLE.forEach(Slot::close);
        IDLE.clear();
      }
      Slot sameShape = null;
      for (Slot idle : IDLE) {
        if (idle.shape().equals(shape) && idle.device().equals(device)) {
          sameShape = idle;
          if (idle.key().equals(version.key())) {
            break;
          }
        }
      }
      if (sameShape != null) {
        IDLE.remove(sameShape);
      }
      return sameShape;
    }
  }

  private static void giveBack(Slot slot) {
    synchronized (IDLE) {
      IDLE.addFirst(slot);
    }
  }
}
