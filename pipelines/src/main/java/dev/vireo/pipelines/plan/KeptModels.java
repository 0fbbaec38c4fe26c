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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

  /** Those that workers compute rewards with: each stays for a while beside the others. */
  private final List<ModelWork> judges;

  /**
   * The models.
   *
   * @param works of the stages of an iteration
   */
  KeptModels(PolicyPlan policy, Layout layout, List<StageWork> works) {
    this.policy = policy;
    this.layout = layout;
    works.stream().filter(policy::isHere).forEach(this::hold);
    this.judges =
        works.stream()
            .filter(work -> !policy.isHere(work))
            .flatMap(work -> work instanceof ModelWork model ? Stream.of(model) : Stream.empty())
            .filter(work -> work.model().role() == Role.REWARD)
            .toList();
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

  private Optional<Key> key(StageWork work) {
    if (work instanceof PolicyWork ofPolicy) {
      return Optional.of(key(ofPolicy));
    }
    return work instanceof ModelWork ofModel ? Optional.of(key(ofModel.model())) : Optional.empty();
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

  /** Workers of other reward models, as large as when they worked. */
  private MemoryEstimate waiting(StageWork work) {
    MemoryEstimate waiting = MemoryEstimate.none();
    if (work instanceof ModelWork own && judges.contains(own)) {
      Set<SideModel> counted = new HashSet<>(Set.of(own.model()));
      for (ModelWork judge : judges) {
        if (counted.add(judge.model())) {
          waiting = waiting.plus(judge.name(), policy.phase(judge).nativeBytes());
        }
      }
    }
    return waiting;
  }

  /** What is in memory besides a work's own model; workers have theirs beside all of it. */
  MemoryEstimate beside(StageWork work) {
    Optional<Key> own = policy.isHere(work) ? key(work) : Optional.empty();
    MemoryEstimate beside = waiting(work);
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
