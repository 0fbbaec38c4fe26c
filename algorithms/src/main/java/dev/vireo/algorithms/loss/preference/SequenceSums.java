package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import java.util.Optional;
import java.util.SortedMap;

/** What losses over sequences sum up alike, and the metrics that come of it. */
final class SequenceSums {
  static final String CHOSEN = "chosen";
  static final String REJECTED = "rejected";
  static final String LOSS = "loss";

  private static final String ENTROPY = "entropy";
  private static final String ENTROPY_TOKENS = "entropy/tokens";
  private static final String ACCURACY = "mean_token_accuracy";
  private static final String ACCURACY_TOKENS = "mean_token_accuracy/tokens";

  private SequenceSums() {}

  /**
   * The sum of some of a row's log-probabilities.
   *
   * @throws InputException if one is not a finite number
   */
  static double logps(double[] row, int from, int to, int number) {
    return sum("log-probability", row, from, to, number);
  }

  /** The same of another quantity of a row's tokens. */
  static double sum(String what, double[] row, int from, int to, int number) {
    double sum = 0;
    for (int t = from; t < to; t++) {
      if (!Double.isFinite(row[t])) {
        throw new InputException(
            "The "
                + what
                + " of token "
                + t
                + " of sequence "
                + number
                + " is "
                + row[t]
                + "; it must be a finite number: lower the learning rate");
      }
      sum += row[t];
    }
    return sum;
  }

  /** A value whose mean over the sequences of one kind is a metric: logps/chosen. */
  static void add(Sums sums, String metric, String kind, double value) {
    sums.add(metric + "/" + kind, value).add(metric + "/" + kind + "/count", 1);
  }

  /** Takes in what the distributions of a completion's tokens were like. */
  static void add(Sums sums, Outputs outputs, int row, int from, String kind) {
    add(sums, ENTROPY, ENTROPY_TOKENS, outputs.statistic(TokenStatistic.ENTROPY), row, from);
    String logits = "logits/" + kind;
    add(sums, logits, logits + "/count", outputs.statistic(TokenStatistic.MEAN_LOGIT), row, from);
  }

  /** Takes in how many of a completion's tokens were the most likely ones. */
  static void addAccuracy(Sums sums, Outputs outputs, int row, int from) {
    add(sums, ACCURACY, ACCURACY_TOKENS, outputs.statistic(TokenStatistic.MOST_LIKELY), row, from);
  }

  private static void add(
      Sums sums, String sum, String count, Optional<double[][]> measured, int row, int from) {
    if (measured.isPresent()) {
      double[] tokens = measured.get()[row];
      for (int t = from; t < tokens.length; t++) {
        sums.add(sum, tokens[t]);
      }
      sums.add(count, tokens.length - from);
    }
  }

  /** Metrics of both kinds and of the distributions; what was not measured has none. */
  static void put(SortedMap<String, Double> metrics, Sums sums) {
    metrics.put(LOSS, sums.sum(LOSS));
    for (String name : new String[] {"rewards", "logps", "logits"}) {
      for (String kind : new String[] {CHOSEN, REJECTED}) {
        String metric = name + "/" + kind;
        put(metrics, sums, metric, metric, metric + "/count");
      }
    }
    put(metrics, sums, ENTROPY, ENTROPY, ENTROPY_TOKENS);
    put(metrics, sums, ACCURACY, ACCURACY, ACCURACY_TOKENS);
  }

  /** A mean, if anything was counted. */
  static void put(
      SortedMap<String, Double> metrics, Sums sums, String metric, String sum, String count) {
    if (sums.sum(count) > 0) {
      metrics.put(metric, sums.ratio(sum, count));
    }
  }
}
