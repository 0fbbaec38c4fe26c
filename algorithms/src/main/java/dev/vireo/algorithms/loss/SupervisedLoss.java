package dev.vireo.algorithms.loss;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cross entropy: -sum(logprob) / completion tokens of the step, at temperature 1. The metrics are
 * those of TRL's SFTTrainer; {@code num_tokens} is the step's own count, prompts included.
 */
public final class SupervisedLoss implements Loss<SupervisedExample> {
  private static final long serialVersionUID = 1;

  private static final String LOSS = "loss";
  private static final String TOKENS = "num_tokens";
  private static final String ENTROPY = "entropy";
  private static final String ACCURACY = "mean_token_accuracy";
  private static final String COUNT = "/count";

  @Override
  public Unit unit() {
    return Unit.TOKEN;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return Set.of(TokenStatistic.ENTROPY, TokenStatistic.MOST_LIKELY);
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<SupervisedExample> examples, Denominators step) {
    if (step.tokens() < 1) {
      throw new InputException("A step without completion tokens has no cross entropy");
    }
    double[][] values = outputs.values();
    double[][] gradient = new double[values.length][];
    Sums sums = new Sums();
    double logps = 0;
    for (int i = 0; i < values.length; i++) {
      for (int t = 0; t < values[i].length; t++) {
        if (!Double.isFinite(values[i][t])) {
          throw new InputException(
              "The log-probability of token "
                  + t
                  + " of sequence "
                  + i
                  + " is "
                  + values[i][t]
                  + "; it must be a finite number: lower the learning rate");
        }
        logps += values[i][t];
      }
      gradient[i] = new double[values[i].length];
      Arrays.fill(gradient[i], -1.0 / step.tokens());
      sums.add(TOKENS, examples.get(i).tokens());
      add(sums, ENTROPY, outputs.statistic(TokenStatistic.ENTROPY), i);
      add(sums, ACCURACY, outputs.statistic(TokenStatistic.MOST_LIKELY), i);
    }
    double loss = -logps / step.tokens();
    sums.add(LOSS, loss);
    return new LossValue(loss, gradient, sums);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(LOSS, sums.sum(LOSS));
    metrics.put(TOKENS, sums.sum(TOKENS));
    for (String metric : List.of(ENTROPY, ACCURACY)) {
      if (sums.sum(metric + COUNT) > 0) {
        metrics.put(metric, sums.ratio(metric, metric + COUNT));
      }
    }
    return metrics;
  }

  private static void add(Sums sums, String metric, Optional<double[][]> measured, int row) {
    measured.ifPresent(
        rows ->
            sums.add(metric, Arrays.stream(rows[row]).sum()).add(metric + COUNT, rows[row].length));
  }
}
