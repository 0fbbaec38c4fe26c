package dev.vireo.jobs.slots;

import ai.djl.Device;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.policy.Policy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The idle policies of this virtual machine. A task borrows one, so at most as many exist as tasks
 * have run at the same time; a policy that already holds the wanted version is handed out first.
 */
public final class PolicySlots {

  private record Idle(ModelConfig config, String key, Policy policy) {}

  private static final Deque<Idle> IDLE = new ArrayDeque<>();

  private PolicySlots() {}

  /** Runs work on a policy that holds the version's parameters, and on which nobody else works. */
  public static <R> R with(PolicyVersion version, Function<Policy, R> work) {
    Idle slot = borrow(version);
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
        slot.policy().close();
      }
    }
  }

  private static Idle borrow(PolicyVersion version) {
    Idle idle = takeIdle(version);
    if (idle == null) {
      ModelConfig config = version.config();
      Policy policy =
          Policy.create(config, ParameterLayout.of(config), version.parameters(), Device.cpu());
      return new Idle(version.config(), version.key(), policy);
    }
    if (!idle.key().equals(version.key())) {
      idle.policy().assign(version.parameters());
    }
    return new Idle(idle.config(), version.key(), idle.policy());
  }

  private static Idle takeIdle(PolicyVersion version) {
    synchronized (IDLE) {
      Idle sameShape = null;
      for (Idle idle : IDLE) {
        if (idle.config().equals(version.config())) {
          sameShape = idle;
          if (idle.key().equals(version.key())) {
            break;
          }
        }
      }
      if (sameShape == null) {
        // Another model's turn: its predecessors make room.
        IDLE.forEach(idle -> idle.policy().close());
        IDLE.clear();
        return null;
      }
      IDLE.remove(sameShape);
      return sameShape;
    }
  }

  private static void giveBack(Idle slot) {
    synchronized (IDLE) {
      IDLE.addFirst(slot);
    }
  }
}
