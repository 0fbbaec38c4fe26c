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
import java.util.TreeMap;

/**
 * Nash-MD (arXiv 2312.00886, section 7): a mean over the step's completions of beta x sum of h_t x
 * log p_t - (P - 1/2) x sum of log p_t, where P is the probability that the completion is preferred
 * to one of the mixture, and h_t = log(policy / reference) of a token, a constant for the
 * derivative: both terms are REINFORCE's. A token's h_t weighs that token alone, as in TRL.
 *
 * <p>Outputs are log-probabilities of the policy's completions at temperature 1, a row an example.
 * Metrics are TRL's {@code loss/score} and {@code loss/kl}, {@code rewards/probabilities} (means of
 * P), {@code rewards/accuracies} (the share of P above 1/2) and {@code logps/chosen}.
 */
public final class NashMdLoss implements Loss<ComparedCompletion> {
  private static final long serialVersionUID = 1;

  private static final String COUNT = "completions";
  private static final String SCORE = "loss/score";
  private static final String KL = "loss/kl";
  private static final String PROBABILITIES = "rewards/probabilities";
  private static final String ACCURACIES = "rewards/accuracies";
  private static final String LOGPS = "logps";

  private final double beta;

  /**
   * The loss with its constant.
   *
   * @param beta weight of the divergence from the reference policy, at least 0
   */
  public NashMdLoss(double beta) {
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new InputException("beta is " + beta + "; it must be finite and at least 0");
    }
    this.beta = beta;
  }

  @Override
  public Unit unit() {
    return Unit.SEQUENCE;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return Set.of(TokenStatistic.ENTROPY, TokenStatistic.MEAN_LOGIT);
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<ComparedCompletion> examples, Denominators step) {
    double[][] values = outputs.values(examples.size(), unit());
    Sums sums = new Sums();
    CompensatedSum loss = new CompensatedSum();
    double[][] gradient = new double[values.length][];
    for (int row = 0; row < values.length; row++) {
      double[] reference = examples.get(row).reference();
      double preference = examples.get(row).preference();
      if (reference.length != values[row].length) {
        throw new InputException(
            "Sequence %d has %d tokens, but the reference policy's log-probabilities are of %d; compute them again"
                .formatted(row, values[row].length, reference.length));
      }
      double logps = SequenceSums.logps(values[row], 0, values[row].length, row);
      double score = (preference - 0.5) * logps;
      double divergence = 0;
      double weighted = 0;
      gradient[row] = new double[reference.length];
      for (int t = 0; t < reference.length; t++) {
        double ratio = values[row][t] - reference[t];
        divergence += ratio;
        weighted += ratio * values[row][t];
        gradient[row][t] = (beta * ratio - (preference - 0.5)) / step.examples();
      }
      loss.add((beta * weighted - score) / step.examples());
      sums.add(COUNT, 1).add(SCORE, score).add(KL, divergence).add(PROBABILITIES, preference);
      sums.add(ACCURACIES, preference > 0.5 ? 1 : 0);
      SequenceSums.add(sums, LOGPS, SequenceSums.CHOSEN, logps);
      SequenceSums.add(sums, outputs, row, 0, SequenceSums.CHOSEN);
    }
    if (!Double.isFinite(loss.value())) {
      throw new InputException(
          "The loss of a micro-batch is " + loss.value() + "; lower the learning rate or beta");
    }
    sums.add(SequenceSums.LOSS, loss.value());
    return new LossValue(loss.value(), gradient, sums);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    SequenceSums.put(metrics, sums);
    for (String name : List.of(SCORE, KL, PROBABILITIES, ACCURACIES)) {
      SequenceSums.put(metrics, sums, name, name, COUNT);
    }
    return metrics;
  }
}
