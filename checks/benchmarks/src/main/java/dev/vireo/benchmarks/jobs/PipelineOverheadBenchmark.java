package dev.vireo.benchmarks.jobs;

import ai.djl.Device;
import dev.vireo.jobs.policy.NewModelSettings;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.StartingPolicy;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.pipelines.config.ConfigReader;
import java.util.Locale;

/**
 * Whole iterations on Spark and files beside the same work in one plain Java loop. Arguments:
 * completion tokens per iteration (16,900), rounds (12), threads (all processors), the policy
 * (128), and its precision as {@code compute} has it (f32). Then the demo's iterations, which are
 * short: what is fixed about an iteration is most of them.
 *
 * <p>The policy is a random decoder: of three layers, with its hidden size as its name, or {@code
 * 24m}, of eight layers and about 24 million parameters. Both sides start from it and go on from
 * what they have made of it.
 */
public final class PipelineOverheadBenchmark {
  private static final int TOKENS = 16_900;
  private static final int DEMO_ROUNDS = 60;
  private static final double TARGET = 0.10;

  private PipelineOverheadBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    int tokens = Workbench.argument(arguments, 0, TOKENS);
    int rounds = Workbench.argument(arguments, 1, 12);
    int threads = Workbench.argument(arguments, 2, Workbench.processors());
    NewModelSettings decoder = decoder(arguments.length > 3 ? arguments[3] : "128");
    FloatFormat products =
        ConfigReader.value(
                ComputeChoice.class, arguments.length > 4 ? arguments[4] : "f32", "the precision")
            .products(DeviceChoice.CPU);
    compare(IterationWork.of(tokens), rounds, threads, decoder, products);
    System.out.println("the demo's iterations");
    compare(IterationWork.demo(), DEMO_ROUNDS, threads, decoder("128"), FloatFormat.FLOAT32);
  }

  private static NewModelSettings decoder(String name) {
    if (name.equals("24m")) {
      return new NewModelSettings(512, 8, 8, 8, 1408, 64, 0);
    }
    int hiddenSize = Integer.parseInt(name);
    return new NewModelSettings(hiddenSize, 3, 4, 2, 2 * hiddenSize, 64, 0);
  }

  private static void compare(
      IterationWork work, int rounds, int threads, NewModelSettings decoder, FloatFormat products) {
    try (Workbench bench = Workbench.open(threads, products)) {
      StageContext context = bench.context();
      PolicySettings policy =
          new PolicySettings(
              null, null, PolicySettings.Which.LAST, decoder, SpecialTokens.AUTO, null);
      PolicyCheckpoint base = StartingPolicy.run(context, policy, null);
      ModelDirectory model = ModelDirectory.open(base.local());
      StagedIteration staged = new StagedIteration(context, work, base);
      Compute compute = new Compute(Device.cpu(), products);
      try (PlainIteration plain =
          new PlainIteration(work, model, compute, threads, context.seed())) {
        System.out.printf(
            Locale.ROOT,
            "%d prompts, %,d parameters, %d threads, %d rounds%n",
            work.prompts().size(),
            model.layout().size(),
            threads,
            rounds);
        report(work, rounds, staged, plain);
      }
    }
  }

  private static void report(
      IterationWork work, int rounds, StagedIteration staged, PlainIteration plain) {
    long[] tokens = new long[2];
    SideBySide times =
        SideBySide.measure(
            rounds,
            round -> SideBySide.time(() -> tokens[0] += counted(round, staged.run(round + 1))),
            round -> SideBySide.time(() -> tokens[1] += counted(round, plain.run(round + 1))));
    times.print("pipeline", "plain loop");
    staged.stopwatch().print("pipeline, best of each");
    plain.stopwatch().print("plain loop, best of each");
    System.out.printf(
        Locale.ROOT,
        "  completion tokens            pipeline %,d, plain loop %,d an iteration (%d"
            + " completions)%n",
        tokens[0] / rounds,
        tokens[1] / rounds,
        work.prompts().size() * work.rollouts().groupSize());
    System.out.printf(
        Locale.ROOT,
        "  overhead %.1f%% (target: at most %.0f%% with 24 million parameters)%n",
        100 * (times.ratio() - 1),
        100 * TARGET);
  }

  /** The warm-up does not count. */
  private static long counted(int round, long tokens) {
    return round == 0 ? 0 : tokens;
  }
}
