package dev.vireo.pipelines.plan;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.pipelines.run.DataWork;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageWork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Works out a configuration's plan from what its stages say they have in memory. */
public final class Planner {

  private Planner() {}

  /**
   * The plan of a configuration.
   *
   * @param promptTokens the longest prompt, where the user says; empty takes the settings' word
   * @throws InputException if the model's config.json cannot be read, or the layout cannot run the
   *     configuration
   */
  public static Plan plan(RunSettings config, Layout layout, OptionalInt promptTokens) {
    if (config instanceof ModelRun run) {
      run.workers().ifPresent(workers -> requireSlots(config, layout, workers.processes()));
    }
    Pipeline pipeline = pipeline(config);
    List<Stage> all = pipeline.stages();
    List<List<StageWork>> stages = all.stream().map(Stage::works).toList();
    boolean trains = stages.stream().flatMap(List::stream).anyMatch(StageWork::trains);
    Optional<PolicyPlan> policy =
        config instanceof ModelRun run
            ? Optional.of(PolicyPlan.of(run, layout, promptTokens, trains))
            : Optional.empty();
    Function<StageWork, Plan.Phase> once = work -> phase(work, policy, layout);
    Function<StageWork, Plan.Phase> iterated =
        iterated(repeated(all, stages), once, policy, layout);
    List<Plan.Phase> phases = new ArrayList<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      stages.get(stage).stream()
          .map(all.get(stage).ofIterations() ? iterated : once)
          .forEach(phases::add);
    }
    if (config instanceof IteratedRun run && run.rollouts().lag() > 0) {
      phases.addAll(ahead(run, all, iterated, layout));
    }
    return new Plan(
        policy.map(each -> each.training(stages, pipeline.stepsPerIteration())),
        layout,
        phases,
        processes(phases, layout),
        config.device() == DeviceChoice.GPU,
        Optional.empty());
  }

  /**
   * Workers of torch start together or not at all; of those on GPUs Spark has one to an executor.
   */
  private static void requireSlots(RunSettings config, Layout layout, int workers) {
    boolean ofGpus = config.device() == DeviceChoice.GPU;
    int slots = ofGpus ? layout.executors() : layout.given();
    if (workers > slots) {
      throw new InputException(
          "torch.processes is %d, and this layout runs %d at a time%s: the workers of a step run beside each other; plan with more executors (--master, --executors%s), or set it to at most %d"
              .formatted(
                  workers,
                  slots,
                  ofGpus ? ", one to the GPU of each executor" : "",
                  ofGpus ? "" : ", --executor-cores",
                  slots));
    }
  }

  /**
   * How long a configuration's run takes by a piece of it.
   *
   * @param piece what it took
   */
  public static Plan.Time measured(IteratedRun config, Layout layout, MeasuredPiece piece) {
    return MeasuredTime.of(config, pipeline(config).stages(), layout, piece);
  }

  /**
   * How long a configuration's run takes by what its models compute.
   *
   * @param tflops what a slot computes, in 10^12 floating-point operations a second
   */
  public static Plan.Time computed(
      IteratedRun config, Layout layout, OptionalInt promptTokens, double tflops) {
    Lengths lengths = Lengths.of(config, config.shape(), promptTokens);
    return ComputedTime.of(config, pipeline(config).stages(), layout, lengths, tflops);
  }

  /** Stages are only asked what they are; none is run. */
  private static Pipeline pipeline(RunSettings config) {
    return config.pipeline(new StageContext(null, null, config.seed(), Progress.NONE));
  }

  /** The work of the stages that each iteration has. */
  private static List<StageWork> repeated(List<Stage> stages, List<List<StageWork>> works) {
    return IntStream.range(0, stages.size())
        .filter(stage -> stages.get(stage).ofIterations())
        .boxed()
        .flatMap(stage -> works.get(stage).stream())
        .toList();
  }

  /** The work of an iteration's stages, beside which those of other stages keep their models. */
  private static Function<StageWork, Plan.Phase> iterated(
      List<StageWork> works,
      Function<StageWork, Plan.Phase> alone,
      Optional<PolicyPlan> policy,
      Layout layout) {
    Optional<KeptModels> kept = policy.map(plan -> new KeptModels(plan, layout, works));
    return work ->
        alone
            .apply(work)
            .keeping(kept.map(models -> models.beside(work)).orElse(MemoryEstimate.none()));
  }

  private static Plan.Phase phase(StageWork work, Optional<PolicyPlan> policy, Layout layout) {
    if (work instanceof PolicyWork ofPolicy) {
      return policy.orElseThrow().phase(ofPolicy);
    }
    return work instanceof ModelWork ofModel
        ? policy.orElseThrow().phase(ofModel)
        : phase((DataWork) work, layout);
  }

  /** What rollouts that are made ahead have in memory together with what is done beside them. */
  private static List<Plan.Phase> ahead(
      IteratedRun config,
      List<Stage> stages,
      Function<StageWork, Plan.Phase> phase,
      Layout layout) {
    List<Stage> iterated = stages.stream().filter(Stage::ofIterations).toList();
    List<Plan.Phase> sampled = new ArrayList<>();
    List<Plan.Phase> rest = new ArrayList<>();
    for (Stage stage : iterated) {
      List<Plan.Phase> of = stage.works().stream().map(phase).toList();
      (Plan.Time.isSampled(config, stage.name()) ? sampled : rest).addAll(of);
    }
    return sampled.stream()
        .flatMap(one -> rest.stream().map(other -> one.beside(other, layout.cores())))
        .max(Comparator.comparingLong(Plan.Phase::nativeBytes))
        .stream()
        .toList();
  }

  private static Plan.Phase phase(DataWork work, Layout layout) {
    return new Plan.Phase(
        work.name(),
        layout.slots(work.tasks()),
        layout.used(work.tasks()),
        MemoryEstimate.none(),
        MemoryEstimate.none(),
        layout.local() ? work.executor().plus(work.driver()) : work.executor(),
        layout.local() ? MemoryEstimate.none() : work.driver());
  }

  private static List<Plan.Process> processes(List<Plan.Phase> phases, Layout layout) {
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
}
