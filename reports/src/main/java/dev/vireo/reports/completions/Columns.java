package dev.vireo.reports.completions;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.parquet.ColumnValue;
import dev.vireo.store.parquet.ColumnVisitor;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Fills the arrays of an index, in one pass over narrow columns for each. */
final class Columns {

  /** Of the range of a group's rewards: how far apart near ties are at most. */
  private static final double NEAR = 0.01;

  private Columns() {}

  /**
   * Where groups and chunks begin, and which completions are as long as they may be.
   *
   * @param begins the first completion of each group, and the number of all
   * @param chunkBegins the first group of each chunk, and the number of all
   */
  record Structure(int[] begins, int[] chunkBegins, BitSet truncated) {}

  static Structure structure(IterationCompletions completions) {
    DatasetHandle<?> rollouts = completions.rollouts();
    int[] chunkBegins = new int[rollouts.chunkCount() + 1];
    int[] begins = new int[Math.toIntExact(rollouts.rows()) + 1];
    BitSet truncated = new BitSet();
    var visitor =
        new ColumnVisitor() {
          private int group = -1;
          private int completion = -1;

          @Override
          public void row() {
            begins[++group] = completion + 1;
          }

          @Override
          public void element() {
            completion++;
          }

          @Override
          public void value(ColumnValue value) {
            if (value.text().equals("length")) {
              truncated.set(completion);
            }
          }
        };
    for (int chunk = 0; chunk < rollouts.chunkCount(); chunk++) {
      rollouts.scan(chunk, "completions.finish_reason", visitor);
      chunkBegins[chunk + 1] = visitor.group + 1;
    }
    begins[begins.length - 1] = visitor.completion + 1;
    return new Structure(begins, chunkBegins, truncated);
  }

  /** Why each group carries no signal; an empty text where it does. */
  static Optional<List<String>> reasons(IterationCompletions completions) {
    return completions
        .advantages()
        .map(
            advantages -> {
              List<String> reasons = new ArrayList<>();
              var visitor =
                  new ColumnVisitor() {
                    @Override
                    public void row() {
                      reasons.add("");
                    }

                    @Override
                    public void value(ColumnValue value) {
                      reasons.set(reasons.size() - 1, value.text().intern());
                    }
                  };
              for (int chunk = 0; chunk < advantages.chunkCount(); chunk++) {
                advantages.scan(chunk, "filtered", visitor);
              }
              return reasons;
            });
  }

  static boolean canRead(IterationCompletions completions, Measure measure) {
    return switch (measure) {
      case REWARD -> completions.rewards().isPresent();
      case ADJUSTED_REWARD, ADVANTAGE -> completions.advantages().isPresent();
      case KL -> completions.logprobs().isPresent();
      case LENGTH -> true;
    };
  }

  /** Reads a measure of all completions into {@code values}. */
  static double[] read(IterationCompletions completions, Measure measure, double[] values) {
    if (!canRead(completions, measure)) {
      throw new InputException(
          "Iteration %d of %s has no %s"
              .formatted(
                  completions.iteration(),
                  completions.rollouts().partition().run(),
                  measure == Measure.KL
                      ? "log-probabilities of a reference policy"
                      : measure.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "s yet"));
    }
    return switch (measure) {
      case REWARD -> numbers(completions.rewards().orElseThrow(), "completions.reward", values);
      case ADJUSTED_REWARD ->
          numbers(completions.advantages().orElseThrow(), "completions.adjusted_reward", values);
      case ADVANTAGE ->
          numbers(completions.advantages().orElseThrow(), "completions.advantage", values);
      case LENGTH ->
          sums(completions.rollouts(), "completions.token_ids", value -> 1, values).numbers();
      case KL -> kl(completions, values);
    };
  }

  private static double[] numbers(DatasetHandle<?> dataset, String column, double[] values) {
    Arrays.fill(values, Double.NaN);
    scan(dataset, column, (completion, value) -> values[completion] = value.number());
    return values;
  }

  /** Hears of a value of a completion, by its number in the iteration. */
  private interface Listener {
    void value(int completion, ColumnValue value);
  }

  /** Reads a column within completions, chunk by chunk. */
  private static void scan(DatasetHandle<?> dataset, String column, Listener listener) {
    var visitor =
        new ColumnVisitor() {
          private int completion = -1;

          @Override
          public void element() {
            completion++;
          }

          @Override
          public void value(ColumnValue value) {
            listener.value(completion, value);
          }
        };
    for (int chunk = 0; chunk < dataset.chunkCount(); chunk++) {
      dataset.scan(chunk, column, visitor);
    }
  }

  /**
   * Sums of the values in each completion's list.
   *
   * @param counts how many values each list has
   */
  private record Sums(double[] numbers, int[] counts) {}

  /** What a value adds. */
  private interface Addend {
    double of(ColumnValue value);
  }

  private static Sums sums(
      DatasetHandle<?> dataset, String column, Addend addend, double[] numbers) {
    int[] counts = new int[numbers.length];
    scan(
        dataset,
        column,
        (completion, value) -> {
          numbers[completion] += addend.of(value);
          counts[completion]++;
        });
    return new Sums(numbers, counts);
  }

  private static double[] kl(IterationCompletions completions, double[] values) {
    Sums sampling =
        sums(completions.rollouts(), "completions.logprobs", ColumnValue::number, values);
    DatasetHandle<?> scored = completions.logprobs().orElseThrow();
    Sums rescored =
        sums(scored, "completions.old_logprobs", ColumnValue::number, new double[values.length]);
    Sums reference =
        sums(
            scored,
            "completions.reference_logprobs",
            ColumnValue::number,
            new double[values.length]);
    for (int i = 0; i < values.length; i++) {
      Sums old = sampling.counts[i] > 0 ? sampling : rescored;
      values[i] =
          reference.counts[i] > 0 && reference.counts[i] == old.counts[i]
              ? old.numbers[i] - reference.numbers[i]
              : Double.NaN;
    }
    return values;
  }

  /** Completions whose reward is close to another's of the group, and not the same. */
  static BitSet nearTies(double[] rewards, int[] begins) {
    BitSet found = new BitSet(rewards.length);
    for (int group = 0; group + 1 < begins.length; group++) {
      int begin = begins[group];
      double[] sorted =
          Arrays.stream(rewards, begin, begins[group + 1])
              .filter(reward -> !Double.isNaN(reward))
              .distinct()
              .sorted()
              .toArray();
      if (sorted.length > 1) {
        double near = NEAR * (sorted[sorted.length - 1] - sorted[0]);
        for (int i = begin; i < begins[group + 1]; i++) {
          found.set(i, isNear(sorted, rewards[i], near));
        }
      }
    }
    return found;
  }

  private static boolean isNear(double[] sorted, double reward, double near) {
    int place = Arrays.binarySearch(sorted, reward);
    return place >= 0
        && ((place > 0 && reward - sorted[place - 1] <= near)
            || (place + 1 < sorted.length && sorted[place + 1] - reward <= near));
  }

  /** Completions whose text another of the group has too. */
  static BitSet duplicates(IterationCompletions completions, int[] begins) {
    long[] hashes = new long[begins[begins.length - 1]];
    scan(
        completions.rollouts(),
        "completions.text",
        (completion, value) -> hashes[completion] = hash(value.text()));
    BitSet found = new BitSet(hashes.length);
    for (int group = 0; group + 1 < begins.length; group++) {
      long[] sorted = Arrays.copyOfRange(hashes, begins[group], begins[group + 1]);
      Arrays.sort(sorted);
      for (int i = begins[group]; i < begins[group + 1]; i++) {
        int place = Arrays.binarySearch(sorted, hashes[i]);
        found.set(
            i,
            (place > 0 && sorted[place - 1] == hashes[i])
                || (place + 1 < sorted.length && sorted[place + 1] == hashes[i]));
      }
    }
    return found;
  }

  /** 64 bits, so that two texts of a group never share it by accident. */
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
