package dev.vireo.pipelines.plan;

import dev.vireo.jobs.policy.NewModelSettings;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.jobs.training.PreferenceTrainingSettings;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.preference.PreferenceConfig;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.PolicyRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;

/** Works out a configuration's plan. */
public final class Planner {

  private static final int BYTES = 256;

  /** A checkpoint's numbers a parameter: itself, and the optimizer's two. */
  private static final int STORED = 3;

  private final PolicyRun config;
  private final ModelConfig model;
  private final Layout layout;
  private final Lengths lengths;
  private final ModelMemory whole;
  private final ModelMemory policy;

  private Planner(PolicyRun config, ModelConfig model, Layout layout, OptionalInt promptTokens) {
    this.config = config;
    this.model = model;
    this.layout = layout;
    this.lengths = Lengths.of(config, model, promptTokens);
    LoraSettings adapter = config.policy().adapter();
    this.whole = new ModelMemory(model, null);
    this.policy = adapter == null ? whole : new ModelMemory(model, adapter);
  }

  /**
   * The plan of a configuration.
   *
   * @param promptTokens the longest prompt, where the user says; empty takes the settings' word
   * @throws dev.vireo.algorithms.InputException if the model's config.json cannot be read
   */
  public static Plan plan(PolicyRun config, Layout layout, OptionalInt promptTokens) {
    return new Planner(config, shape(config), layout, promptTokens).plan();
  }

  private static ModelConfig shape(PolicyRun config) {
    if (config.policy().model() != null) {
      return ModelDirectory.configOf(Path.of(config.policy().model()));
    }
    NewModelSettings settings = config.policy().requireNewModel();
    int tokens = settings.vocabularySize() == 0 ? BYTES + 1 : settings.vocabularySize();
    return settings.config(tokens, 0);
  }

  private Plan plan() {
    boolean adapted = config.policy().adapter() != null;
    List<Plan.Phase> phases = phases();
    long trained = policy.trained() * Float.BYTES;
    return new Plan(
        new Plan.Model(
            model.architecture().modelType(),
            policy.parameters(),
            policy.trained(),
            model.vocabularySize(),
            adapted),
        lengths,
        layout,
        phases,
        processes(phases),
        new Plan.Traffic(
            trained,
            config.gradientExchange() == ExchangeChoice.SLICES ? trained : trained * shards(),
            config instanceof GrpoConfig grpo ? grpo.stepsPerIteration() : 1),
        new Plan.Disk(
            STORED * trained,
            config.checkpoints().keep(),
            policy.parameters() * Float.BYTES + ProcessSizes.LIBTORCH_FILES),
        config.device() == DeviceChoice.GPU);
  }

  private List<Plan.Phase> phases() {
    List<Plan.Phase> phases = new ArrayList<>();
    for (FineTunePhase phase : config.sft()) {
      int tokens = Math.max(2, lengths.demonstration(phase, model));
      BatchShape batch =
          new BatchShape(
              Math.min(
                  phase.training().microBatchCompletions(),
                  perShard(phase.training().batchSize(), phase.training().gradientShards())),
              1,
              tokens / 2,
              tokens - tokens / 2);
      phases.add(
          step(
              "fine-tuning " + phase.name(),
              whole,
              phase.training().gradientShards(),
              whole.training(batch, phase.training().recompute())));
    }
    if (config instanceof GrpoConfig grpo) {
      phases.addAll(iteration(grpo));
    }
    if (config instanceof PreferenceConfig preference) {
      phases.add(preferences(preference));
    }
    return phases;
  }

  /** A pair is two sequences, each as long as it may be. */
  private Plan.Phase preferences(PreferenceConfig config) {
    PreferenceTrainingSettings training = config.preference();
    int longest = config.preferences().maxTokens();
    int tokens = longest > 0 ? longest : lengths.prompt() + lengths.completion();
    int examples =
        Math.min(
            training.microBatchExamples(),
            perShard(training.batchSize(), training.gradientShards()));
    BatchShape batch = new BatchShape(2 * examples, 1, tokens / 2, tokens - tokens / 2);
    return step(
        "preferences",
        policy,
        training.gradientShards(),
        policy.training(batch, training.recompute()));
  }

  private int shards() {
    if (config instanceof GrpoConfig grpo) {
      return grpo.update().gradientShards();
    }
    if (config instanceof PreferenceConfig preference) {
      return preference.preference().gradientShards();
    }
    return config.sft().stream()
        .mapToInt(phase -> phase.training().gradientShards())
        .max()
        .orElse(1);
  }

  private List<Plan.Phase> iteration(GrpoConfig config) {
    List<Plan.Phase> phases = new ArrayList<>();
    RolloutSettings rollouts = config.rollouts();
    int chunks = perShard(config.promptsPerIteration(), rollouts.chunkGroups());
    if (rollouts.engine() == Engine.LOCAL) {
      int groups = Math.min(config.promptsPerIteration(), rollouts.chunkGroups());
      phases.add(reading("rollouts", chunks, policy.sampling(batch(groups))));
    } else {
      phases.add(reading("rollouts' log-probabilities", chunks, policy.scoring(batch(1))));
    }
    if (config.needsReference()) {
      phases.add(reading("reference", chunks, policy.scoring(batch(1))));
    }
    int groupsPerStep = config.update().groupsPerStep();
    int completions =
        perShard(
            (groupsPerStep == 0 ? config.promptsPerIteration() : groupsPerStep)
                * rollouts.groupSize(),
            config.update().gradientShards());
    BatchShape microBatch =
        BatchShape.of(
            Math.min(config.update().microBatchCompletions(), completions),
            rollouts.groupSize(),
            lengths.prompt(),
            lengths.completion());
    phases.add(
        step(
            "update",
            policy,
            config.update().gradientShards(),
            policy.training(microBatch, config.update().recompute())));
    return phases;
  }

  private BatchShape batch(int groups) {
    return new BatchShape(
        groups, config.rollouts().groupSize(), lengths.prompt(), lengths.completion());
  }

  private Plan.Phase step(String name, ModelMemory trained, int shards, MemoryEstimate task) {
    int tasks = layout.slots(shards);
    HeapMemory heap = heap(trained);
    return new Plan.Phase(
        name,
        tasks,
        task,
        trained.shared(),
        layout.local() ? heap.localStep(tasks) : heap.executorStep(tasks),
        layout.local()
            ? MemoryEstimate.none()
            : heap.driverStep(shards, config.gradientExchange()));
  }

  /** Once a slot has trained, it keeps its gradients' memory. */
  private Plan.Phase reading(String name, int chunks, MemoryEstimate task) {
    return new Plan.Phase(
        name,
        layout.slots(chunks),
        task.plus("gradients", policy.trained() * Float.BYTES),
        policy.shared(),
        heap(policy).reading(),
        MemoryEstimate.none());
  }

  private static HeapMemory heap(ModelMemory trained) {
    return new HeapMemory(
        trained.trained() * Float.BYTES, trained.trained() == trained.parameters());
  }

  private List<Plan.Process> processes(List<Plan.Phase> phases) {
    long executorHeap = largest(phases, phase -> phase.executorHeap().total());
    long nativeBytes = largest(phases, Plan.Phase::nativeBytes);
    Plan.Process executor =
        ProcessSizes.process(
            layout.local() ? "vireo" : "executor", layout.executors(), executorHeap, nativeBytes);
    if (layout.local()) {
      return List.of(executor);
    }
    long driverHeap = largest(phases, phase -> phase.driverHeap().total());
    return List.of(ProcessSizes.process("driver", 1, driverHeap, 0), executor);
  }

  private static long largest(List<Plan.Phase> phases, ToLongFunction<Plan.Phase> bytes) {
    return phases.stream().mapToLong(bytes).max().orElse(0);
  }

  private static int perShard(int whole, int parts) {
    return Math.max(1, (whole + parts - 1) / parts);
  }
}
