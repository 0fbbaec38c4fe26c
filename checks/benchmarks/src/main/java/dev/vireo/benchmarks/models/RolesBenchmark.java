package dev.vireo.benchmarks.models;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.model.RewardModelScorer;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.AtomicDirectory;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The resident memory of an executor with two tasks in which policy, reference, critic and reward
 * model have each scored a text, beside the predicted one; Linux only. The roles are adapters of
 * one model, or models of their own, of which the reference takes the policy's place in turn.
 * Arguments: a model directory, such as {@link LargeModel} writes, an empty folder for what lies
 * beside it, and {@code adapters} or {@code whole}.
 */
public final class RolesBenchmark {
  private static final int TASKS = 2;
  private static final int TOKENS = 48;
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(TASKS);
  private static final LoraSettings SHAPE = new LoraSettings(8, 16, List.of("q_proj", "v_proj"));
  private static final Head LANGUAGE = new LanguageModelHead();
  private static final Head SCORE = new ScalarHead(1);

  /** Java and libtorch themselves. */
  private static final long BASE = 400L << 20;

  private final Path base;
  private final Path folder;
  private final ModelConfig config;
  private MemoryEstimate predicted = MemoryEstimate.none();

  private RolesBenchmark(Path base, Path folder) {
    this.base = base;
    this.folder = folder;
    this.config = ModelDirectory.open(base).config();
  }

  /** Runs it. */
  public static void main(String[] arguments) {
    RolesBenchmark roles = new RolesBenchmark(Path.of(arguments[0]), Path.of(arguments[1]));
    report("nothing yet", BASE);
    if (arguments[2].equals("adapters")) {
      roles.adapters();
    } else {
      roles.whole();
    }
    THREADS.shutdown();
  }

  private void adapters() {
    PolicyCheckpoint model = PolicyCheckpoint.starting(base);
    ModelMemory policy = new ModelMemory(config, LANGUAGE, SHAPE, Precision.FLOAT32);
    ModelMemory scored = new ModelMemory(config, SCORE, SHAPE, Precision.FLOAT32);
    policy(adapter("policy", LANGUAGE, 1, model), policy);
    reference(adapter("reference", LANGUAGE, 2, model));
    critic(adapter("critic", SCORE, 3, model), scored);
    reward(adapter("reward", SCORE, 4, model).folder().run().local("").orElseThrow(), scored);
  }

  private void whole() {
    PolicyCheckpoint model = PolicyCheckpoint.starting(base);
    policy(model, new ModelMemory(config, LANGUAGE, null, Precision.FLOAT32));
    reference(whole("reference", LANGUAGE, 2));
    critic(whole("critic", SCORE, 3), new ModelMemory(config, SCORE, null, Precision.FLOAT32));
    reward(
        whole("reward", SCORE, 4).folder().run().local("").orElseThrow(),
        ModelMemory.frozen(config, SCORE, Precision.FLOAT32));
  }

  private void policy(PolicyCheckpoint policy, ModelMemory memory) {
    each(Role.POLICY, policy, model -> new LogprobScorer(model).score(List.of(text()), 1));
    predicted = predicted.plus(memory.shared()).plus(slots(memory));
    report("policy", BASE + predicted.total());
  }

  private void reference(PolicyCheckpoint reference) {
    each(Role.POLICY, reference, model -> new LogprobScorer(model).score(List.of(text()), 1));
    report("reference", BASE + predicted.total());
  }

  private void critic(PolicyCheckpoint critic, ModelMemory memory) {
    each(Role.CRITIC, critic, model -> new ValueScorer(model).score(List.of(states())));
    predicted = predicted.plus(slots(memory));
    report("critic", BASE + predicted.total());
  }

  /** By the loader of rewards; what of it no task changes is in memory once. */
  private void reward(Path reward, ModelMemory memory) {
    RewardModelScorer scorer = RewardModelScorer.open(reward.toString());
    inTasks(task -> scorer.reward("prompt", "completion of task " + task));
    predicted = predicted.plus(memory.trained() == 0 ? memory.shared() : slots(memory));
    report("reward model", BASE + predicted.total());
  }

  private static MemoryEstimate slots(ModelMemory memory) {
    return MemoryEstimate.none().plus("slots", TASKS * Precision.floats(memory.trained()));
  }

  /** Each task has a model of its own meanwhile. */
  private static void each(Role role, PolicyCheckpoint policy, Consumer<Model> work) {
    CyclicBarrier all = new CyclicBarrier(TASKS);
    inTasks(
        task ->
            ModelPool.<Void>with(
                role,
                policy.version(),
                model -> {
                  work.accept(model);
                  await(all);
                  return null;
                }));
  }

  private static void await(CyclicBarrier all) {
    try {
      all.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same threads for all roles, as Spark has them. */
  private static void inTasks(IntConsumer task) {
    List<Future<?>> begun = new ArrayList<>();
    IntStream.range(0, TASKS).forEach(i -> begun.add(THREADS.submit(() -> task.accept(i))));
    for (Future<?> each : begun) {
      try {
        each.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private PolicyCheckpoint adapter(String name, Head head, long seed, PolicyCheckpoint model) {
    LoraAdapter adapter = new LoraAdapter(config, SHAPE, head);
    Path directory = folder.resolve(name);
    new AdapterDirectory(adapter, adapter.initial(seed))
        .write(directory, base.toAbsolutePath().toString(), FloatFormat.FLOAT32);
    return new PolicyCheckpoint(PublishedFolder.of(directory), 0, model);
  }

  private PolicyCheckpoint whole(String name, Head head, long seed) {
    Path directory = folder.resolve(name);
    AtomicDirectory.write(
        directory,
        made ->
            LargeModel.write(made, config, head, ModelDirectory.open(base).carriedFiles(), seed));
    return new PolicyCheckpoint(PublishedFolder.of(directory), 0, null);
  }

  private static TokenSequence text() {
    return new TokenSequence(tokens(), tokens());
  }

  private static TokenSequence states() {
    return TokenSequence.ofStates(tokens(), tokens(), TOKENS);
  }

  private static int[] tokens() {
    return IntStream.range(1, TOKENS + 1).toArray();
  }

  private static void report(String what, long predicted) {
    System.gc();
    System.out.printf(
        Locale.ROOT,
        "%-14s resident %,6d MiB, %,6d of them heap; models, Java and libtorch predicted %,6d MiB%n",
        what,
        ResidentMemory.now(),
        Runtime.getRuntime().totalMemory() >> 20,
        predicted >> 20);
  }
}
