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
 * A reward model's loss over single completions with a label or a rating: a mean over the step's
 * completions. Outputs are values of a scalar head, a row of one a completion.
 *
 * <p>Metrics are those of {@link PairwiseRewardLoss} without the margin; {@code accuracy}, of
 * labels alone, is the share of completions whose reward is on their label's side of 0.
 */
public final class RatedRewardLoss implements Loss<RatedExample> {
  private static final long serialVersionUID = 1;

  private final RatingFormula formula;

  /**
   * The loss that the settings describe.
   *
   * @throws InputException if that is a loss over pairs
   */
  public RatedRewardLoss(RewardLossSettings settings) {
    this.formula =
        settings
            .loss()
            .single()
            .orElseThrow(
                () ->
                    new InputException(
                        "The loss %s is for pairs, but these are single completions"
                            .formatted(settings.loss().key())));
  }

  @Override
  public Unit unit() {
    return Unit.SEQUENCE;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return Set.of();
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<RatedExample> examples, Denominators step) {
    double[][] values = outputs.values(examples.size(), unit());
    Sums sums = new Sums();
    CompensatedSum loss = new CompensatedSum();
    double[][] gradient = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      double reward = values[i][0];
      double rating = examples.get(i).rating();
      RatingFormula.Term term = formula.at(reward, rating);
      loss.add(RewardSums.finite(term.loss(), reward) / step.examples());
      gradient[i] = new double[] {term.derivative() / step.examples()};
      RewardSums.add(sums, reward);
      boolean right = rating > 0.5 ? reward > 0 : reward < 0;
      sums.add(RewardSums.ACCURACY, right ? 1 : 0).add(RewardSums.EXAMPLES, 1);
    }
    sums.add(RewardSums.LOSS, loss.value());
    return new LossValue(loss.value(), gradient, sums);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    RewardSums.put(metrics, sums, step);
    if (formula.labels() && sums.sum(RewardSums.EXAMPLES) > 0) {
      metrics.put(RewardSums.ACCURACY, sums.ratio(RewardSums.ACCURACY, RewardSums.EXAMPLES));
    }
    return metrics;
  }
}
