package dev.vireo.benchmarks.overlap;

import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.demo.ArithmeticData;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Seconds of an iteration with {@code rollouts.lag} 0 and 1. Arguments: iterations (12), what
 * samples, {@code local} or the milliseconds after which a stand-in for a server answers (3000),
 * slots (4), rounds (2).
 *
 * <p>The stand-in waits and computes nothing, so the difference is what a server on other machines
 * would leave to gain; an update of 32 groups of 8 completions of 200 tokens is computed here, by a
 * decoder of 0.3 million parameters. A task that waits for the server holds a slot: with as many
 * slots as cores, it keeps the update waiting.
 */
public final class OverlapBenchmark {

  private static final String YAML =
      """
      pipeline: grpo
      prompts-per-iteration: 32
      prompts: {path: '%1$s/prompts.jsonl', id-column: id, answer-column: answer, split-column: split}
      policy:
        new-model: {hidden-size: 128, layers: 3, heads: 4, key-value-heads: 2, intermediate-size: 256,
                    context-length: 256}
      sft:
        - name: one-step
          demonstrations: {path: '%1$s/clean.jsonl'}
          training: {steps: 1, batch-size: 8, gradient-shards: 1, checkpoint-every: 0}
      rollouts: {group-size: 8, max-new-tokens: 200, chunk-groups: 16}
      rewards: [{type: regular-expression, name: half, options: {pattern: '^[0-U]'}}]
      update: {gradient-shards: 2, micro-batch-completions: 64, optimizer: {learning-rate: 0.0001}}
      evaluation: {prompts: 1}
      """;

  private OverlapBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int iterations = argument(arguments, 0, 12);
    String sampling = arguments.length > 1 ? arguments[1] : "3000";
    int slots = argument(arguments, 2, 4);
    int rounds = argument(arguments, 3, 2);
    System.setProperty("spark.master", "local[" + slots + "]");
    Path folder = Files.createTempDirectory("vireo-overlap-benchmark-");
    try {
      ArithmeticData.write(folder);
      Path yaml = Files.writeString(folder.resolve("grpo.yaml"), YAML.formatted(folder));
      System.out.printf(
          "%s, %d slots on %d cores%n",
          sampling.equals("local")
              ? "local engine"
              : "a server that answers after " + sampling + " ms",
          slots,
          Runtime.getRuntime().availableProcessors());
      for (int round = 1; round <= rounds; round++) {
        for (int lag = 0; lag <= 1; lag++) {
          Path run = folder.resolve("run-" + round + "-" + lag);
          double median = median(yaml, run, iterations, sampling, lag);
          System.out.printf(Locale.ROOT, "round %d, lag %d: %.2f s%n", round, lag, median);
        }
      }
    } finally {
      RunDirectory.at(folder).delete("");
    }
  }

  private static double median(Path yaml, Path run, int iterations, String sampling, int lag)
      throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of("run='" + run + "'", "iterations=" + iterations, "rollouts.lag=" + lag));
    IterationTimes times = new IterationTimes();
    if (sampling.equals("local")) {
      run(yaml, settings, times);
      return times.median();
    }
    try (WaitingServer server = new WaitingServer(Long.parseLong(sampling))) {
      settings.add("rollouts.server.url=" + server.url());
      settings.add("rollouts.server.model=policy");
      settings.add("rollouts.server.concurrency=16");
      settings.add("rollouts.server.weights={mode: none}");
      settings.add("rollouts.engine=openai");
      run(yaml, settings, times);
      return times.median();
    }
  }

  private static void run(Path yaml, List<String> settings, IterationTimes times) {
    try (RunSession session =
        RunSession.open(Configurations.read(yaml.toString(), settings), times)) {
      session.run();
    }
  }

  private static int argument(String[] arguments, int index, int otherwise) {
    return index < arguments.length ? Integer.parseInt(arguments[index]) : otherwise;
  }
}
