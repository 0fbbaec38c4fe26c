package dev.vireo.pipelines.plan;

import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Precision;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.PolicyBase;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.SideModel;
import dev.vireo.pipelines.run.StageWork;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The part of a plan that goes by the policy's shape. */
final class PolicyPlan {

  /** A checkpoint's numbers a parameter: itself, and the optimizer's two. */
  private static final int STORED = 3;

  private final ModelRun config;
  private final ModelConfig model;
  private final Layout layout;
  private final Lengths lengths;
  private final ModelMemory whole;
  private final ModelMemory policy;
  private final boolean trains;

  /**
   * A model that works.
   *
   * @param products the format that layers multiply in
   */
  private record Used(ModelMemory memory, ModelConfig config, Head head, FloatFormat products) {}

  private PolicyPlan(
      ModelRun config, ModelConfig model, Layout layout, OptionalInt promptTokens, boolean trains) {
    this.config = config;
    this.model = model;
    this.layout = layout;
    this.trains = trains;
    this.lengths = Lengths.of(config, model, promptTokens);
    LoraSettings adapter = config.policy().adapter();
    this.whole =
        new ModelMemory(model, config.head(), null, Precision.multiplying(config.products()));
    this.policy =
        adapter == null
            ? whole
            : new ModelMemory(model, config.head(), adapter, config.precision());
  }

  /**
   * The plan of a configuration.
   *
   * @param trains whether any stage trains a model: a study samples one as it is
   */
  static PolicyPlan of(ModelRun config, Layout layout, OptionalInt promptTokens, boolean trains) {
    return new PolicyPlan(config, config.shape(), layout, promptTokens, trains);
  }

  /** The work of a stage as the plan shows it. */
  Plan.Phase phase(PolicyWork work) {
    Used used = new Used(memory(work), model, head(), config.products());
    return phase(work, work.kind(), used, work.shape());
  }

  /** The same with another model: its texts are taken to be as long as the policy's. */
  Plan.Phase phase(ModelWork work) {
    SideModel model = work.model();
    Used used = new Used(memory(model), model.config(), model.head(), precision(model).compute());
    Plan.Phase phase = phase(work, work.kind(), used, work.shape());
    return shared(model).map(phase::sharing).orElse(phase);
  }

  /** What executors have once of a model beside the policy. */
  Optional<MemoryEstimate.Part> shared(SideModel model) {
    return model
        .frozen()
        .map(
            frozen ->
                new MemoryEstimate.Part(
                    frozen.name(), precision(model).storageBytes(frozen.parameters())));
  }

  /** What executors have once of the policy. */
  Optional<MemoryEstimate.Part> shared(PolicyWork work) {
    return work.adapted() && config.policy().adapter() != null
        ? Optional.of(new MemoryEstimate.Part(PolicyBase.NAME, policy.shared().total()))
        : Optional.empty();
  }

  /** What a model beside the policy takes. */
  ModelMemory memory(SideModel model) {
    return model.adapter() == null && model.frozen().isPresent()
        ? ModelMemory.frozen(model.config(), model.head(), precision(model))
        : new ModelMemory(model.config(), model.head(), model.adapter(), precision(model));
  }

  private Precision precision(SideModel model) {
    // Rewards are computed in float32 unless they share what is under the policy.
    Precision others =
        model.role() == Role.REWARD ? Precision.FLOAT32 : Precision.multiplying(config.products());
    return model
        .frozen()
        .filter(frozen -> frozen.name().equals(PolicyBase.NAME))
        .map(frozen -> config.precision())
        .orElse(others);
  }

  /** What the policy takes. */
  ModelMemory memory(PolicyWork work) {
    return work.adapted() ? policy : whole;
  }

  /** The shape of the model that the run trains first. */
  ModelConfig model() {
    return model;
  }

  /** The head of that model. */
  Head head() {
    return config.head();
  }

  /** The role of that model. */
  Role role() {
    return Role.ofTrained(config.head());
  }

  /** Whether a work's gradients are the executor's own, and not those of workers. */
  boolean gradientsStay(StageWork work) {
    return work.trains() && config.workers().isEmpty();
  }

  /** Whether a work has models in the executor's own process. */
  boolean isHere(StageWork work) {
    return !work.ofWorkers() || config.workers().isEmpty();
  }

  private Plan.Phase phase(StageWork work, Kind kind, Used used, PolicyWork.Shape shape) {
    BatchShape batch =
        shape.of(lengths.prompt(), lengths.completion(), used.config().contextLength());
    Optional<TorchSettings> workers = config.workers().filter(any -> kind.ofWorkers());
    if (workers.isPresent()) {
      return workersPhase(work, kind, used, batch, workers.get());
    }
    MemoryEstimate task = kind.memory(used.memory(), batch);
    return kind.trains()
        ? localStep(work, used.memory(), task, kind.shared(used.memory()))
        : reading(work, used.memory(), task);
  }

  /** Nothing of what workers do is in a heap: they have all of it. */
  private Plan.Phase workersPhase(
      StageWork work, Kind kind, Used used, BatchShape batch, TorchSettings workers) {
    WorkerMemory memory = new WorkerMemory(workers, used.config(), used.head(), used.products());
    // Whoever judges has all of a model to itself.
    boolean together = kind.trains() || kind == Kind.SCORING && workers.sharesParts();
    int tasks = together ? workers.processes() : Math.min(work.tasks(), workers.processes());
    MemoryEstimate local = kind.memory(used.memory(), WorkerMemory.rows(batch, kind.scores()));
    return new Plan.Phase(
        work.name(),
        layout.slots(tasks),
        layout.used(tasks),
        kind.trains()
            ? memory.training(used.memory(), local)
            : memory.scoring(used.memory(), local, together),
        MemoryEstimate.none(),
        MemoryEstimate.none(),
        MemoryEstimate.none());
  }

  private Plan.Phase localStep(
      StageWork work, ModelMemory trained, MemoryEstimate task, MemoryEstimate shared) {
    int tasks = layout.slots(work.tasks());
    HeapMemory heap = heap(trained);
    return new Plan.Phase(
        work.name(),
        tasks,
        layout.used(work.tasks()),
        task,
        shared,
        layout.local() ? heap.localStep(tasks) : heap.executorStep(tasks),
        layout.local()
            ? MemoryEstimate.none()
            : heap.driverStep(work.tasks(), config.gradientExchange()));
  }

  /** Once a slot has trained, which it does not beside workers, it keeps its gradients' memory. */
  private Plan.Phase reading(StageWork work, ModelMemory read, MemoryEstimate task) {
    return new Plan.Phase(
        work.name(),
        layout.slots(work.tasks()),
        layout.used(work.tasks()),
        !trains || config.workers().isPresent()
            ? task
            : task.plus("gradients", Precision.floats(read.trained())),
        read.shared(),
        heap(read).reading(),
        MemoryEstimate.none());
  }

  private static HeapMemory heap(ModelMemory trained) {
    return new HeapMemory(
        Precision.floats(trained.trained()), trained.trained() == trained.parameters());
  }

  /**
   * What is trained, sent and kept; where nothing is, what there is of the model.
   *
   * @param stages the work of each stage, in their order; the last that trains is what a step is
   * @param steps in an iteration
   */
  Plan.Training training(List<List<StageWork>> stages, int steps) {
    long parameters = trains ? policy.trained() : 0;
    long trained = Precision.floats(parameters);
    return new Plan.Training(
        new Plan.Model(
            model.architecture().modelType(),
            policy.parameters(),
            parameters,
            model.vocabularySize(),
            config.policy().adapter() != null),
        lengths,
        config.workers().isPresent()
            ? new Plan.Traffic(0, trained, steps, true)
            : new Plan.Traffic(
                trained,
                config.gradientExchange() == ExchangeChoice.SLICES
                    ? trained
                    : trained * shards(stages),
                steps,
                false),
        new Plan.Disk(
            STORED * trained,
            config instanceof IteratedRun run ? run.keptCheckpoints() : config.checkpoints().keep(),
            Precision.floats(policy.parameters()) + ProcessSizes.LIBTORCH_FILES));
  }

  private static int shards(List<List<StageWork>> stages) {
    int shards = 1;
    for (List<StageWork> works : stages) {
      shards =
          works.stream()
              .filter(work -> work instanceof PolicyWork && work.trains())
              .mapToInt(StageWork::tasks)
              .max()
              .orElse(shards);
    }
    return shards;
  }
}
