package dev.vireo.algorithms.loss.reward;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A reward model's loss over pairs: a mean over the step's pairs. Outputs are values of a scalar
 * head, two rows a pair: the chosen one, then the rejected one.
 *
 * <p>Metrics are those of TRL's RewardTrainer: {@code min_reward}, {@code mean_reward} and {@code
 * max_reward} over both sides, {@code accuracy} (a pair with equal rewards is not accurate), {@code
 * margin}, and {@code num_tokens} of the step.
 */
public final class PairwiseRewardLoss implements Loss<RewardPair> {
  private static final long serialVersionUID = 1;

  private static final String LOSS = "loss";
  private static final String ACCURACY = "accuracy";
  private static final String MARGIN = "margin";
  private static final String MEAN = "mean_reward";
  private static final String LEAST = "min_reward";
  private static final String GREATEST = "max_reward";
  private static final String PAIRS = "pairs";

  private final PairFormula formula;

  /** The loss that the settings describe. */
  public PairwiseRewardLoss(RewardLossSettings settings) {
    this.formula = settings.loss().formula(settings);
  }

  @Override
  public Unit unit() {
    return Unit.PAIR;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return Set.of();
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<RewardPair> examples, Denominators step) {
    double[][] values = outputs.values(examples.size(), unit());
    Sums sums = new Sums();
    CompensatedSum loss = new CompensatedSum();
    double[][] gradient = new double[values.length][];
    for (int i = 0; i < examples.size(); i++) {
      RewardPair pair = examples.get(i);
      double[] chosen = values[2 * i];
      double[] rejected = values[2 * i + 1];
      double[] byChosen = new double[chosen.length];
      double[] byRejected = new double[rejected.length];
      double of = formula.at(chosen, rejected, pair, byChosen, byRejected);
      double good = chosen[pair.chosenEnd()];
      double other = rejected[pair.rejectedEnd()];
      loss.add(finite(of, good, other) / step.examples());
      gradient[2 * i] = over(byChosen, step.examples());
      gradient[2 * i + 1] = over(byRejected, step.examples());
      sums.add(MEAN, good + other)
          .least(LEAST, Math.min(good, other))
          .greatest(GREATEST, Math.max(good, other))
          .add(ACCURACY, good > other ? 1 : 0)
          .add(MARGIN, good - other)
          .add(PAIRS, 1);
    }
    sums.add(LOSS, loss.value());
    return new LossValue(loss.value(), gradient, sums);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(LOSS, sums.sum(LOSS));
    metrics.put("num_tokens", (double) step.tokens());
    if (sums.sum(PAIRS) > 0) {
      metrics.put(LEAST, sums.leastOf(LEAST));
      metrics.put(MEAN, sums.ratio(MEAN, PAIRS) / 2);
      metrics.put(GREATEST, sums.greatestOf(GREATEST));
      metrics.put(ACCURACY, sums.ratio(ACCURACY, PAIRS));
      metrics.put(MARGIN, sums.ratio(MARGIN, PAIRS));
    }
    return metrics;
  }

  private static double[] over(double[] derivatives, long examples) {
    for (int t = 0; t < derivatives.length; t++) {
      derivatives[t] /= examples;
    }
    return derivatives;
  }

  private static double finite(double loss, double chosen, double rejected) {
    if (!Double.isFinite(loss)) {
      throw new InputException(
          "The loss of a pair with the rewards %s and %s is not a finite number; lower the learning rate"
              .formatted(chosen, rejected));
    }
    return loss;
  }
}
