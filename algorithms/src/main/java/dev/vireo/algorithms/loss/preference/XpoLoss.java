package dev.vireo.algorithms.loss.preference;

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

/**
 * Exploratory preference optimization (arXiv 2405.21046, Algorithm 1): a loss over pairs, and alpha
 * x the log-probability of the reference policy's completion, a mean over the step's pairs. What
 * the policy need not hold on to becomes less probable, which makes it explore.
 *
 * <p>Metrics are those of the loss over pairs, and TRL's {@code loss/dpo} and {@code loss/xpo}.
 */
public final class XpoLoss implements Loss<OpponentPair> {
  private static final long serialVersionUID = 1;

  private static final String DPO = "loss/dpo";
  private static final String XPO = "loss/xpo";

  private final PreferenceLoss pairs;
  private final double alpha;

  /**
   * The loss with its constants.
   *
   * @param settings of the loss over pairs
   * @param alpha the weight of exploration, at least 0
   * @throws InputException if the settings are those of a loss over unpaired examples, or alpha is
   *     below 0
   */
  public XpoLoss(PreferenceLossSettings settings, double alpha) {
    if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new InputException("alpha is " + alpha + "; it must be finite and at least 0");
    }
    this.pairs = new PreferenceLoss(settings);
    this.alpha = alpha;
  }

  @Override
  public Unit unit() {
    return pairs.unit();
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return pairs.statistics();
  }

  @Override
  public boolean comparesDistributions() {
    return pairs.comparesDistributions();
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<OpponentPair> examples, Denominators step) {
    LossValue ofPairs =
        pairs.evaluate(outputs, examples.stream().map(OpponentPair::pair).toList(), step);
    CompensatedSum loss = new CompensatedSum();
    for (int i = 0; i < examples.size(); i++) {
      PairExample pair = examples.get(i).pair();
      boolean chosen = examples.get(i).opponentChosen();
      int row = chosen ? 2 * i : 2 * i + 1;
      int start = chosen ? pair.chosenStart() : pair.rejectedStart();
      double[] logps = outputs.values()[row];
      loss.add(alpha * SequenceSums.logps(logps, start, logps.length, row) / step.examples());
      for (int t = start; t < logps.length; t++) {
        ofPairs.gradient()[row][t] += alpha / step.examples();
      }
    }
    Sums sums = ofPairs.sums();
    sums.add(SequenceSums.LOSS, loss.value()).add(XPO, loss.value()).add(DPO, ofPairs.loss());
    return new LossValue(
        ofPairs.loss() + loss.value(), ofPairs.gradient(), ofPairs.byDivergence(), sums);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = pairs.metrics(sums, step);
    metrics.put(XPO, sums.sum(XPO));
    metrics.put(DPO, sums.sum(DPO));
    return metrics;
  }
}
