package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.engine.Model;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The idle models of this virtual machine. A task borrows one, or two where it samples of their
 * mixture or compares their distributions, so at most as many exist as tasks have borrowed at the
 * same time; a model that already holds the wanted version is handed out first. Parameters that are
 * not trained are in memory once, whoever uses them: a slot of an adapter holds the adapter alone.
 *
 * <p>Models of different roles stay beside each other. Within a role as many shapes are kept as
 * {@link Role} says; the one used longest ago makes room for a new one.
 */
public final class ModelPool {

  /** The one given back last comes first. */
  private static final Deque<Slot> IDLE = new ArrayDeque<>();

  private ModelPool() {}

  /** Runs work on a model that holds the version's parameters, and that nobody else uses. */
  public static <R> R with(Role role, ModelVersion version, Function<Model, R> work) {
    Slot slot =
        takeIdle(role, version)
            .map(idle -> idle.holding(version))
            .orElseGet(() -> Slot.open(role, version));
    boolean finished = false;
    try {
      R result = work.apply(slot.model());
      finished = true;
      return result;
    } finally {
      if (finished) {
        giveBack(slot);
      } else {
        // Not handed on: its gradients could be anything.
        slot.close();
      }
    }
  }

  private static Optional<Slot> takeIdle(Role role, ModelVersion version) {
    ModelShape shape = ModelShape.of(version);
    synchronized (IDLE) {
      Slot fitting = null;
      for (Slot idle : IDLE) {
        if (idle.role() == role && idle.shape().equals(shape)) {
          fitting = idle;
          if (idle.key().equals(version.key())) {
            break;
          }
        }
      }
      if (fitting == null) {
        makeRoom(role);
      } else {
        IDLE.remove(fitting);
      }
      return Optional.ofNullable(fitting);
    }
  }

  /** For a new shape: closes the idle models of those that were used longest ago. */
  private static void makeRoom(Role role) {
    Set<ModelShape> kept = new LinkedHashSet<>();
    IDLE.removeIf(
        idle -> {
          if (idle.role() != role) {
            return false;
          }
          if (kept.contains(idle.shape()) || kept.size() < role.shapes() - 1) {
            kept.add(idle.shape());
            return false;
          }
          idle.close();
          return true;
        });
  }

  private static void giveBack(Slot slot) {
    synchronized (IDLE) {
      IDLE.addFirst(slot);
    }
  }
}
