package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Sums;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The loss of one sequence after another of a micro-batch; mutable, for one thread. */
final class RowLoss {
  private final PolicyLossSettings settings;
  private final PolicyFormula formula;
  private final List<String> measured;
  private final Sums sums;
  private final Map<String, Double> measures = new HashMap<>();
  private final PolicyFormula.Measures measuring =
      (name, value) -> measures.merge(name, value, Double::sum);

  /** Sum of the sequence's k3, each of which the ratio multiplies where the kl is corrected. */
  private double kls;

  RowLoss(PolicyLossSettings settings, PolicyFormula formula, Sums sums) {
    this.settings = settings;
    this.formula = formula;
    this.measured = formula.measured();
    this.sums = sums;
  }

  /**
   * The sequence's part of the step's loss.
   *
   * @param weight what each token's loss is multiplied by
   * @param gradient [T], all 0; gets d loss / d logprob
   */
  double add(PolicyRow row, double weight, double[] gradient) {
    sums.add(PolicyMetrics.TOKENS, row.activeTokens());
    if (row.activeTokens() == 0) {
      return 0;
    }
    measures.clear();
    double loss =
        settings.ratio() == RatioLevel.TOKEN
            ? tokens(row, weight, gradient)
            : sequence(row, weight, gradient);
    if (!Double.isFinite(loss)) {
      throw new InputException(
          "The loss of sequence "
              + row.number()
              + " overflows: its ratios or advantages are too large");
    }
    boolean whole = settings.ratio() != RatioLevel.TOKEN || formula.measuresSequences();
    double count = row.activeTokens();
    for (String name : measured) {
      double total = measures.getOrDefault(name, 0.0);
      PolicyMetrics.add(
          sums, name, whole ? total / count : total, whole ? 1 : count, total / count);
    }
    return loss;
  }

  /** Each token has a ratio. */
  private double tokens(PolicyRow row, double weight, double[] gradient) {
    double sequenceLogRatio = sequenceLogRatio(row);
    double sum = 0;
    for (int t = 0; t < gradient.length; t++) {
      if (!row.active(t)) {
        continue;
      }
      double advantage = row.advantage(t);
      double logRatio = row.logRatio(t);
      double ratio = ratio(logRatio);
      PolicyFormula.Term term = term(row, t, ratio, advantage, sequenceLogRatio);
      sum += term.loss();
      gradient[t] = weight * passed(term.byRatio(), ratio, logRatio) + weight * term.byLogprob();
      kls = 0;
      sum += kl(row, t, ratio, advantage, weight, gradient);
      gradient[t] += weight * settings.beta() * passed(kls, ratio, logRatio);
    }
    return weight * sum;
  }

  /** All tokens share a ratio. */
  private double sequence(PolicyRow row, double weight, double[] gradient) {
    int count = settings.ratio() == RatioLevel.SEQUENCE ? row.activeTokens() : 1;
    CompensatedSum logRatios = new CompensatedSum();
    for (int t = 0; t < gradient.length; t++) {
      if (row.active(t)) {
        logRatios.add(row.logRatio(t));
      }
    }
    double logRatio = logRatios.value() / count;
    double ratio = ratio(logRatio);
    double sequenceLogRatio = sequenceLogRatio(row);
    double sum = 0;
    double slopes = 0;
    for (int t = 0; t < gradient.length; t++) {
      if (row.active(t)) {
        PolicyFormula.Term term = term(row, t, ratio, row.advantage(t), sequenceLogRatio);
        sum += term.loss();
        slopes += term.byRatio();
        gradient[t] = weight * term.byLogprob();
      }
    }
    kls = 0;
    double shared = weight * passed(slopes, ratio, logRatio) / count;
    for (int t = 0; t < gradient.length; t++) {
      if (row.active(t)) {
        gradient[t] += shared;
        sum += kl(row, t, ratio, row.advantage(t), weight, gradient);
      }
    }
    double byKl = weight * settings.beta() * passed(kls, ratio, logRatio) / count;
    for (int t = 0; t < gradient.length; t++) {
      if (row.active(t)) {
        gradient[t] += byKl;
      }
    }
    return weight * sum;
  }

  private PolicyFormula.Term term(
      PolicyRow row, int token, double ratio, double advantage, double sequenceLogRatio) {
    formula.measure(ratio, advantage, sequenceLogRatio, measuring);
    if (advantage == 0) {
      return PolicyFormula.Term.ZERO;
    }
    PolicyFormula.Term term = formula.at(ratio, row.logprob(token), advantage, sequenceLogRatio);
    if (!Double.isFinite(term.loss())) {
      throw new InputException(
          "The loss overflows at "
              + row.name(token)
              + ": the policy finds it more than e^709 times as likely as the old policy did; lower"
              + " the learning rate, or use the profile verl or openrlhf, which clamp");
    }
    return term;
  }

  /** Adds the kl's derivative to the gradient, and returns its part of the token's loss. */
  private double kl(
      PolicyRow row, int token, double ratio, double advantage, double weight, double[] gradient) {
    if (!row.hasReference()) {
      return 0;
    }
    KlTerm term = KlTerm.of(row, token, settings.profile());
    double kl = term.value();
    double derivative = term.derivative();
    if (settings.biasCorrectedKl() && ratio != 1) {
      // The ratio may be infinite where the kl is 0.
      kl = kl == 0 ? 0 : kl * ratio;
      derivative = derivative == 0 ? 0 : derivative * ratio;
      if (!Double.isFinite(kl)) {
        throw new InputException(
            "The kl times the ratio overflows at "
                + row.name(token)
                + "; lower the learning rate, use the profile verl, which clamps, or switch"
                + " bias-corrected-kl off");
      }
    }
    if (settings.biasCorrectedKl()) {
      kls += term.value();
    }
    PolicyMetrics.addKl(sums, kl, advantage == 0);
    double beta = settings.beta();
    if (beta == 0) {
      return 0;
    }
    gradient[token] += weight * beta * derivative;
    return beta * kl;
  }

  /** The derivative by the log-ratio: what its clamp holds back passes none. */
  private double passed(double byRatio, double ratio, double logRatio) {
    // A derivative of 0 can be next to an infinite ratio.
    return byRatio == 0 || Math.abs(logRatio) > settings.profile().logRatioBound()
        ? 0
        : byRatio * ratio;
  }

  private double ratio(double logRatio) {
    return StrictMath.exp(PolicyLoss.clamp(logRatio, settings.profile().logRatioBound()));
  }

  private double sequenceLogRatio(PolicyRow row) {
    double bound = formula.sequenceBound();
    double sum = 0;
    for (int t = 0; bound > 0 && t < row.tokens(); t++) {
      if (row.active(t)) {
        sum += PolicyLoss.clamp(row.logRatio(t), bound);
      }
    }
    return sum;
  }
}
