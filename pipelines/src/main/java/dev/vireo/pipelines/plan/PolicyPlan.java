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
    return phase(work, work.kind(), memory(work), work.shape(), model.contextLength());
  }

  /** The same with another model: its texts are taken to be as long as the policy's. */
  Plan.Phase phase(ModelWork work) {
    SideModel model = work.model();
    Plan.Phase phase =
        phase(work, work.kind(), memory(model), work.shape(), model.config().contextLength());
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
    return !work.trains() || config.workers().isEmpty();
  }

  private Plan.Phase phase(
      StageWork work, Kind kind, ModelMemory memory, PolicyWork.Shape shape, int context) {
    BatchShape batch = shape.of(lengths.prompt(), lengths.completion(), context);
    MemoryEstimate task = kind.memory(memory, batch);
    if (kind.trains()) {
      return step(work, memory, task, kind.shared(memory));
    }
    Optional<TorchSettings> workers = config.workers().filter(any -> kind == Kind.SCORING);
    return workers
        .map(found -> workersScores(work, memory, task, found))
        .orElseGet(() -> reading(work, memory, task));
  }

  private Plan.Phase step(
      StageWork work, ModelMemory trained, MemoryEstimate task, MemoryEstimate shared) {
    return config
        .workers()
        .map(workers -> workersStep(work, trained, task, workers))
        .orElseGet(() -> localStep(work, trained, task, shared));
  }

  /** Nothing of a step is in a heap: workers have all of it. */
  private Plan.Phase workersStep(
      StageWork work, ModelMemory trained, MemoryEstimate task, TorchSettings workers) {
    return new Plan.Phase(
        work.name(),
        layout.slots(workers.processes()),
        layout.used(workers.processes()),
        new WorkerMemory(workers, model, config.products()).training(trained, task),
        MemoryEstimate.none(),
        MemoryEstimate.none(),
        MemoryEstimate.none());
  }

  /** Workers have parts of what the run trains; a reward model is whole in each. */
  private Plan.Phase workersScores(
      StageWork work, ModelMemory read, MemoryEstimate task, TorchSettings workers) {
    boolean shared = workers.sharesParts() && work instanceof PolicyWork;
    int tasks = shared ? workers.processes() : Math.min(work.tasks(), workers.processes());
    return new Plan.Phase(
        work.name(),
        layout.slots(tasks),
        layout.used(tasks),
        new WorkerMemory(workers, model, config.products()).scoring(read, task, shared),
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
