package dev.vireo.pipelines.plan;

import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.models.parameters.Precision;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.SideModel;
import dev.vireo.pipelines.run.StageWork;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The models of an iteration's stages that stay in an executor's memory while other stages work:
 * the pool keeps those of different roles beside each other, and what no task changes once, however
 * many models name it.
 */
final class KeptModels {

  /** What tells models of one role apart. */
  private record Key(
      Role role,
      ModelConfig config,
      Head head,
      Optional<MemoryEstimate.Part> shared,
      Optional<LoraSettings> adapter) {}

  /**
   * A model between two of its works.
   *
   * @param name what a plan calls it
   * @param memory what it takes
   * @param slots how many tasks of an executor have one
   * @param gradients whether their gradients stay with them
   */
  private record Held(String name, ModelMemory memory, int slots, boolean gradients) {

    /** A model that is trained has the name of that work. */
    Held with(Held other) {
      return new Held(
          other.gradients ? other.name : name,
          memory,
          Math.max(slots, other.slots),
          gradients || other.gradients);
    }

    long bytes() {
      return slots * Precision.floats(memory.trained()) * (gradients ? 2 : 1);
    }
  }

  private final PolicyPlan policy;
  private final Layout layout;
  private final Map<Key, Held> held = new LinkedHashMap<>();

  /**
   * The models.
   *
   * @param works of the stages of an iteration
   */
  KeptModels(PolicyPlan policy, Layout layout, List<StageWork> works) {
    this.policy = policy;
    this.layout = layout;
    works.stream().filter(policy::isHere).forEach(this::hold);
  }

  private void hold(StageWork work) {
    if (work instanceof PolicyWork ofPolicy) {
      held.merge(key(ofPolicy), held("policy", policy.memory(ofPolicy), work), Held::with);
    } else if (work instanceof ModelWork ofModel) {
      SideModel model = ofModel.model();
      held.merge(key(model), held(work.name(), policy.memory(model), work), Held::with);
    }
  }

  private Held held(String name, ModelMemory memory, StageWork work) {
    return new Held(name, memory, layout.slots(work.tasks()), policy.gradientsStay(work));
  }

  private Key key(PolicyWork work) {
    return new Key(
        policy.role(), policy.model(), policy.head(), policy.shared(work), Optional.empty());
  }

  private Key key(SideModel model) {
    return new Key(
        model.role(),
        model.config(),
        model.head(),
        policy.shared(model),
        Optional.ofNullable(model.adapter()));
  }

  /** What is in memory besides a work's own model. */
  MemoryEstimate beside(StageWork work) {
    Optional<Key> own =
        work instanceof PolicyWork ofPolicy
            ? Optional.of(key(ofPolicy))
            : work instanceof ModelWork ofModel
                ? Optional.of(key(ofModel.model()))
                : Optional.empty();
    MemoryEstimate beside = MemoryEstimate.none();
    Set<MemoryEstimate.Part> shared = new LinkedHashSet<>();
    for (Map.Entry<Key, Held> other : held.entrySet()) {
      if (own.filter(other.getKey()::equals).isEmpty()) {
        beside = beside.plus(other.getValue().name(), other.getValue().bytes());
        other.getKey().shared().ifPresent(shared::add);
      }
    }
    own.flatMap(Key::shared).ifPresent(shared::remove);
    for (MemoryEstimate.Part once : shared) {
      beside = beside.plus(once.name(), once.bytes());
    }
    return beside;
  }
}
