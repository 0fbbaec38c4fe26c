package dev.vireo.benchmarks.models;

import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.Sampler;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What it would gain if a next prompt took the place of rows that are finished, reckoned from the
 * time of a sampled token by the rows that are left. Arguments: workloads of {@code short}, {@code
 * 24m}, {@code 100m} and {@code 0.5b}; 24m if none.
 *
 * <p>Completions end after 1 to 128 tokens, evenly, or with the same chance after each, a quarter
 * of 128 on average. Rows that are refilled are all busy always, which is more than there is to be
 * had: a chunk's last rows have nothing to take their places.
 */
public final class RefillBenchmark {
  private static final int[] GROUPS = {1, 2, 4, 8, 16};
  private static final int ROWS = 64;
  private static final int LIMIT = 128;
  private static final int FEW = 8;
  private static final int MANY = 40;
  private static final int REPETITIONS = 5;

  private RefillBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    for (String name : arguments.length == 0 ? new String[] {"24m"} : arguments) {
      for (FloatFormat products : List.of(FloatFormat.FLOAT32, FloatFormat.BFLOAT16)) {
        try (Model model = Workload.named(name).model(products)) {
          double[] seconds = stepSeconds(new Sampler(model), Workload.named(name));
          String title = name + " " + products.torchName();
          print(title + ", even", seconds, random -> 1 + random.nextInt(LIMIT));
          print(title + ", same chance", seconds, RefillBenchmark::ended);
        }
      }
    }
  }

  private static int ended(Random random) {
    int length = 1;
    while (length < LIMIT && random.nextInt(LIMIT / 4) > 0) {
      length++;
    }
    return length;
  }

  /** Processor seconds of a step, by its rows: measured for whole groups, in between in line. */
  private static double[] stepSeconds(Sampler sampler, Workload workload) {
    double[] seconds = new double[2 * ROWS + 1];
    int before = 0;
    for (int groups : GROUPS) {
      int rows = groups * Workload.GROUP_SIZE;
      List<PromptTokens> prompts = new ArrayList<>();
      while (prompts.size() < groups) {
        prompts.add(workload.prompts().get(prompts.size() % workload.groups()));
      }
      double[] measured = new double[REPETITIONS];
      for (int i = 0; i < REPETITIONS; i++) {
        measured[i] =
            (processorSeconds(sampler, prompts, MANY) - processorSeconds(sampler, prompts, FEW))
                / (MANY - FEW);
      }
      Arrays.sort(measured);
      seconds[rows] = measured[REPETITIONS / 2];
      for (int between = before + 1; between < rows; between++) {
        double from = before == 0 ? seconds[rows] : seconds[before];
        seconds[between] = from + (seconds[rows] - from) * (between - before) / (rows - before);
      }
      before = rows;
    }
    return seconds;
  }

  private static double processorSeconds(Sampler sampler, List<PromptTokens> prompts, int tokens) {
    SampleRequest request =
        new SampleRequest(
            Workload.GROUP_SIZE, tokens, SamplingSettings.defaults(), new int[0], 1, 0);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    sampler.sample(prompts, request);
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
  }

  private static void print(String title, double[] seconds, Lengths lengths) {
    double now = perToken(seconds, ROWS, lengths);
    System.out.printf(
        Locale.ROOT,
        "%-28s %d rows %6.3f ms a token; refilled at least %6.3f (%2.0f%% less); %d rows %6.3f"
            + " (%2.0f%% less)%n",
        title,
        ROWS,
        now * 1e3,
        seconds[ROWS] / ROWS * 1e3,
        100 * (1 - seconds[ROWS] / ROWS / now),
        2 * ROWS,
        perToken(seconds, 2 * ROWS, lengths) * 1e3,
        100 * (1 - perToken(seconds, 2 * ROWS, lengths) / now));
  }

  /** Seconds of a token where finished rows leave and none takes their place. */
  private static double perToken(double[] seconds, int rows, Lengths lengths) {
    Random random = new Random(1);
    double time = 0;
    long tokens = 0;
    for (int chunk = 0; chunk < 100; chunk++) {
      int[] each = new int[rows];
      Arrays.setAll(each, row -> lengths.next(random));
      tokens += Arrays.stream(each).sum();
      for (int step = 0; step < LIMIT; step++) {
        int passed = step;
        time += seconds[(int) Arrays.stream(each).filter(length -> length > passed).count()];
      }
    }
    return time / tokens;
  }

  private interface Lengths {
    int next(Random random);
  }
}
