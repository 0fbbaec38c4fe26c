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
 * margin}, and {@code num_tokens} of the step. Of a preference model the two rows are both orders,
 * and what is measured are its log-odds that the first completion is preferred: a mean other than 0
 * is a liking for one place.
 */
public final class PairwiseRewardLoss implements Loss<RewardPair> {
  private static final long serialVersionUID = 1;

  private static final String MARGIN = "margin";

  private final PairFormula formula;

  /**
   * The loss that the settings describe.
   *
   * @throws InputException if that is a loss over single completions
   */
  public PairwiseRewardLoss(RewardLossSettings settings) {
    this.formula =
        settings
            .loss()
            .pairs(settings)
            .orElseThrow(
                () ->
                    new InputException(
                        "The loss %s is for single completions, but these are pairs"
                            .formatted(settings.loss().key())));
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
      loss.add(RewardSums.finite(of, good, other) / step.examples());
      gradient[2 * i] = over(byChosen, step.examples());
      gradient[2 * i + 1] = over(byRejected, step.examples());
      RewardSums.add(sums, good);
      RewardSums.add(sums, other);
      sums.add(RewardSums.ACCURACY, good > other ? 1 : 0)
          .add(MARGIN, good - other)
          .add(RewardSums.EXAMPLES, 1);
    }
    sums.add(RewardSums.LOSS, loss.value());
    return new LossValue(loss.value(), gradient, sums);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    RewardSums.put(metrics, sums, step);
    if (sums.sum(RewardSums.EXAMPLES) > 0) {
      for (String name : List.of(RewardSums.ACCURACY, MARGIN)) {
        metrics.put(name, sums.ratio(name, RewardSums.EXAMPLES));
      }
    }
    return metrics;
  }

  private static double[] over(double[] derivatives, long examples) {
    for (int t = 0; t < derivatives.length; t++) {
      derivatives[t] /= examples;
    }
    return derivatives;
  }
}
