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
 * What it would gain if a chunk's next completions took the places of rows that are finished,
 * reckoned from the time of a step by its rows, which is measured. Arguments: workloads of {@code
 * short}, {@code 24m}, {@code 100m} and {@code 0.5b}; 24m if none.
 *
 * <p>A chunk's completions end after 1 to 128 tokens, evenly, or with the same chance after each, a
 * quarter of 128 on average. They are sampled all at once, or half of them at once with each that
 * ends replaced by one of the others, or one half after the other.
 */
public final class RefillBenchmark {
  private static final int[] GROUPS = {1, 2, 4, 8, 16};
  private static final int ROWS = 128;
  private static final int CHUNKS = 100;
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
          for (int groups : GROUPS) {
            int rows = groups * Workload.GROUP_SIZE;
            System.out.printf(
                Locale.ROOT,
                "%-28s %7.2f ms a step of %d rows%n",
                title,
                seconds[rows] * 1e3,
                rows);
          }
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
    double[] seconds = new double[ROWS + 1];
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
    Random random = new Random(1);
    double together = 0;
    double refilled = 0;
    double halves = 0;
    long tokens = 0;
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      int[] each = new int[ROWS];
      Arrays.setAll(each, row -> lengths.next(random));
      tokens += Arrays.stream(each).sum();
      together += seconds(seconds, each, ROWS);
      refilled += seconds(seconds, each, ROWS / 2);
      halves += seconds(seconds, Arrays.copyOf(each, ROWS / 2), ROWS);
      halves += seconds(seconds, Arrays.copyOfRange(each, ROWS / 2, ROWS), ROWS);
    }
    System.out.printf(
        Locale.ROOT,
        "%-28s %d rows at once %6.3f ms a token; %d rows refilled %6.3f; %d and %d rows %6.3f%n",
        title,
        ROWS,
        together / tokens * 1e3,
        ROWS / 2,
        refilled / tokens * 1e3,
        ROWS / 2,
        ROWS / 2,
        halves / tokens * 1e3);
  }

  /** Seconds of sampling completions of these lengths, at most so many at a time. */
  private static double seconds(double[] ofStep, int[] lengths, int atOnce) {
    int[] left = Arrays.copyOf(lengths, Math.min(atOnce, lengths.length));
    int next = left.length;
    double time = 0;
    for (int rows = left.length; rows > 0; ) {
      time += ofStep[rows];
      rows = 0;
      for (int row = 0; row < left.length; row++) {
        left[row] = Math.max(0, left[row] - 1);
        if (left[row] == 0 && next < lengths.length) {
          left[row] = lengths[next++];
        }
        rows += left[row] > 0 ? 1 : 0;
      }
    }
    return time;
  }

  private interface Lengths {
    int next(Random random);
  }
}
