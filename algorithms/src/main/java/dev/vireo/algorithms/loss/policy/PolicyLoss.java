package dev.vireo.algorithms.loss.policy;

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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A policy loss (arXiv 2402.03300, equation 3; GSPO's ratio, arXiv 2507.18071):
 *
 * <pre>
 *   ratio   = exp(logprob - oldLogprob)
 *   loss_t  = formula(ratio, advantage) + beta k3 ratio
 *   k3      = exp(reference - logprob) - (reference - logprob) - 1
 * </pre>
 *
 * <p>with the formula and the sum over tokens of {@link PolicyLossType}; the kl is multiplied by
 * the ratio only if {@link PolicyLossSettings#biasCorrectedKl}. A token with an advantage of 0 has
 * no policy term, however extreme its ratio, and still feels the kl. Outputs are log-probabilities
 * at the sampling temperature, a row a completion; {@link Denominators#tokens} counts those that
 * the masks let in.
 */
public final class PolicyLoss implements Loss<PolicyExample> {
  private static final long serialVersionUID = 1;

  private final PolicyLossSettings settings;
  private final PolicyFormula formula;

  /** A loss with the given settings. */
  public PolicyLoss(PolicyLossSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.formula = settings.loss().formula(settings);
  }

  @Override
  public Unit unit() {
    return Unit.SEQUENCE;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return Set.of(TokenStatistic.ENTROPY);
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException also where beta is above 0 without reference log-probabilities, or the
   *     loss overflows
   */
  @Override
  public LossValue evaluate(Outputs outputs, List<PolicyExample> examples, Denominators step) {
    double[][] values = outputs.values(examples.size(), unit());
    if (step.sequences() < 1) {
      throw new InputException("A step of " + step.sequences() + " completions has no mean");
    }
    PolicyRow[] rows = new PolicyRow[values.length];
    long tokens = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new PolicyRow(i, values[i], examples.get(i));
      tokens += rows[i].activeTokens();
      if (settings.beta() > 0 && !rows[i].hasReference()) {
        throw new InputException(
            "The loss's beta is "
                + settings.beta()
                + ", but there are no reference log-probabilities: compute them, or set beta to 0");
      }
    }
    Sums sums = new Sums();
    RowLoss loss = new RowLoss(settings, formula, sums);
    CompensatedSum total = new CompensatedSum();
    double[][] gradient = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      gradient[i] = new double[values[i].length];
      double weight = settings.loss().aggregation().weight(step, tokens, rows[i].activeTokens());
      total.add(loss.add(rows[i], weight, gradient[i]));
    }
    addEntropy(outputs, rows, sums);
    for (PolicyRow row : rows) {
      examples
          .get(row.number())
          .sampledLogprobs()
          .ifPresent(sampled -> PolicyMetrics.addDifferences(sums, row, sampled));
    }
    sums.add(PolicyMetrics.LOSS, total.value());
    return new LossValue(total.value(), gradient, sums);
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code loss}, {@code trained_tokens}, {@code entropy}, {@code kl}, {@code
   * zero_std/kl_share}, {@code logp_difference/mean} and {@code max} and {@code clip_ratio/*};
   * {@code cispo_clip_ratio} and {@code vespo/phi_seq_mean} of these losses. Means go over tokens,
   * and for ratios of sequences over sequences; {@code low_min} and {@code high_max} are the
   * extremes of sequences.
   */
  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    return PolicyMetrics.of(sums);
  }

  static double clamp(double value, double bound) {
    return Math.min(bound, Math.max(-bound, value));
  }

  private static void addEntropy(Outputs outputs, PolicyRow[] rows, Sums sums) {
    Optional<double[][]> entropies = outputs.statistic(TokenStatistic.ENTROPY);
    if (entropies.isEmpty()) {
      return;
    }
    for (int i = 0; i < rows.length; i++) {
      double sum = 0;
      for (int t = 0; t < rows[i].tokens(); t++) {
        sum += rows[i].active(t) ? entropies.get()[i][t] : 0;
      }
      sums.add(PolicyMetrics.ENTROPY, sum)
          .add(PolicyMetrics.ENTROPY_TOKENS, rows[i].activeTokens());
    }
  }
}
