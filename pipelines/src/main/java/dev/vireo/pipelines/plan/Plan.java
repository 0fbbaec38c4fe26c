package dev.vireo.pipelines.plan;

import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.pipelines.run.IteratedRun;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a run needs. All memory and disk in bytes.
 *
 * @param training what there is where a policy is trained, or sampled as it is; empty where data
 *     alone are worked on
 * @param layout where it runs
 * @param phases what takes memory, in the order in which it is done
 * @param processes the virtual machines
 * @param gpu whether policies compute on GPUs, and nowhere else
 * @param time how long it takes; empty where nobody asked
 */
public record Plan(
    Optional<Training> training,
    Layout layout,
    List<Phase> phases,
    List<Process> processes,
    boolean gpu,
    Optional<Time> time) {

  public Plan {
    phases = List.copyOf(phases);
    processes = List.copyOf(processes);
  }

  /** The same with how long it takes. */
  public Plan taking(Time other) {
    return new Plan(training, layout, phases, processes, gpu, Optional.of(other));
  }

  /** The most native memory that is in use at a time in one executor. */
  long nativeBytes() {
    return phases.stream().mapToLong(Phase::nativeBytes).max().orElse(0);
  }

  /**
   * How long a run takes, without what comes before the first iteration, in seconds.
   *
   * @param source where the numbers come from
   * @param stages of one iteration
   * @param iteration one of them
   * @param iterations how many there are
   * @param evaluation one of them; 0 if there is none, or nobody knows how many prompts it has
   * @param evaluations how many there are
   * @param run all of them
   */
  public record Time(
      String source,
      List<StageTime> stages,
      double iteration,
      int iterations,
      double evaluation,
      int evaluations,
      double run) {

    public Time {
      stages = List.copyOf(stages);
    }

    static Time of(
        IteratedRun config,
        String source,
        Layout layout,
        List<StageTime> stages,
        double evaluation) {
      double alone = stages.stream().mapToDouble(StageTime::seconds).sum();
      boolean ahead = config.rollouts().lag() > 0 && config.iterations() > 1;
      double iteration = ahead ? overlapped(config, layout, stages) : alone;
      int evaluations =
          (int)
              IntStream.rangeClosed(0, config.iterations()).filter(config::evaluatesAfter).count();
      return new Time(
          ahead ? source + ", the next rollouts beside the rest" : source,
          stages,
          iteration,
          config.iterations(),
          evaluation,
          evaluations,
          // The first rollouts have nothing beside them, and the last update has none.
          (ahead ? alone + (config.iterations() - 1) * iteration : config.iterations() * iteration)
              + evaluations * evaluation);
    }

    /** At best: neither side waits for the other, nor for a slot while one is free. */
    private static double overlapped(IteratedRun config, Layout layout, List<StageTime> stages) {
      double sampled = 0;
      double rest = 0;
      double slots = 0;
      for (StageTime stage : stages) {
        if (isSampled(config, stage.stage())) {
          sampled += stage.seconds();
        } else {
          rest += stage.seconds();
        }
        slots += stage.seconds() * stage.slots();
      }
      return Math.max(slots / layout.given(), Math.max(sampled, rest));
    }

    /** Whether a stage is done where rollouts are made: dynamic sampling rewards them there. */
    static boolean isSampled(IteratedRun config, String stage) {
      return stage.equals("collect-rollouts")
          || config.dynamicSampling().isAsked() && stage.equals("score-rewards");
    }
  }

  /**
   * How long a stage of an iteration takes.
   *
   * @param stage its name
   * @param seconds of all its tasks and rounds
   * @param slots that it uses
   */
  public record StageTime(String stage, double seconds, int slots) {}

  /**
   * The training of a policy.
   *
   * @param model what is trained
   * @param lengths of prompts and completions that everything is reckoned for
   * @param traffic what a step sends
   * @param disk what lies where
   */
  public record Training(Model model, Lengths lengths, Traffic traffic, Disk disk) {}

  /**
   * The model.
   *
   * @param architecture as config.json names it
   * @param parameters all of them, without an adapter's
   * @param trained those that reinforcement changes; 0 where the model is only sampled
   * @param vocabulary tokens
   * @param adapter whether an adapter alone is trained
   */
  public record Model(
      String architecture, long parameters, long trained, int vocabulary, boolean adapter) {

    /** Whether nothing of it is trained, so that there are no steps and no checkpoints. */
    boolean stays() {
      return trained == 0;
    }
  }

  /**
   * Work with its own need.
   *
   * @param name stage, and its phase where it has some
   * @param tasks that run at a time in one executor
   * @param slots that it uses of all executors'
   * @param task native memory of one of them
   * @param shared native memory that the executor's tasks share
   * @param kept native memory of models of other roles, which have nothing to do meanwhile
   * @param executorHeap what the executor's heap holds
   * @param driverHeap what the driver's heap holds
   */
  public record Phase(
      String name,
      int tasks,
      int slots,
      MemoryEstimate task,
      MemoryEstimate shared,
      MemoryEstimate kept,
      MemoryEstimate executorHeap,
      MemoryEstimate driverHeap) {

    /** Work in whose course no model of another role is there. */
    Phase(
        String name,
        int tasks,
        int slots,
        MemoryEstimate task,
        MemoryEstimate shared,
        MemoryEstimate executorHeap,
        MemoryEstimate driverHeap) {
      this(name, tasks, slots, task, shared, MemoryEstimate.none(), executorHeap, driverHeap);
    }

    /** The same where this is what tasks share, if they share anything. */
    Phase sharing(MemoryEstimate.Part part) {
      MemoryEstimate named = shared.total() == 0 ? shared : new MemoryEstimate(List.of(part));
      return new Phase(name, tasks, slots, task, named, kept, executorHeap, driverHeap);
    }

    /** The same with models of other roles in memory. */
    Phase keeping(MemoryEstimate others) {
      return new Phase(name, tasks, slots, task, shared, others, executorHeap, driverHeap);
    }

    /**
     * Both at once, where the larger tasks have as many of an executor's slots as they can use.
     *
     * @param cores slots of an executor
     */
    Phase beside(Phase other, int cores) {
      boolean larger = task.total() >= other.task.total();
      Phase first = larger ? this : other;
      Phase second = larger ? other : this;
      int left = Math.min(second.tasks, cores - first.tasks);
      Phase shares = shared.total() >= other.shared.total() ? this : other;
      return new Phase(
          "%s beside %s".formatted(name, other.name),
          1,
          Math.max(slots, other.slots),
          MemoryEstimate.none()
              .plus("%d of %s".formatted(first.tasks, first.name), first.tasks * first.task.total())
              .plus("%d of %s".formatted(left, second.name), left * second.task.total()),
          shares.shared,
          kept.inBoth(other.kept),
          executorHeap.plus(other.executorHeap),
          driverHeap.plus(other.driverHeap));
    }

    /** Native memory of the executor, libtorch and the virtual machine's own aside. */
    long nativeBytes() {
      return shared.total() + kept.total() + tasks * task.total();
    }
  }

  /**
   * A kind of virtual machine.
   *
   * @param name driver, executor, or vireo where both are one
   * @param count how many there are
   * @param heapInUse the most that is in use at a time
   * @param heap to give: a heap needs room for garbage, and for arrays that do not move
   * @param nativeInUse the most that is in use at a time outside the heap
   * @param overhead to give besides the heap
   */
  public record Process(
      String name, int count, long heapInUse, long heap, long nativeInUse, long overhead) {

    /** The most that the process should ever hold: all of its heap, and native memory. */
    public long resident() {
      return heap + nativeInUse;
    }
  }

  /**
   * A step's way out and back.
   *
   * @param broadcast parameters, to each executor
   * @param gradients of all shards together, or the sum's slices, to the driver; or of a worker, to
   *     the others
   * @param steps in an iteration
   * @param amongWorkers whether workers of torch add gradients among themselves
   */
  public record Traffic(long broadcast, long gradients, int steps, boolean amongWorkers) {}

  /**
   * What is on disks.
   *
   * @param checkpoint one checkpoint in the run directory
   * @param checkpoints how many are kept; 0 keeps all
   * @param node the model's copy and libtorch on each machine
   */
  public record Disk(long checkpoint, int checkpoints, long node) {}
}
