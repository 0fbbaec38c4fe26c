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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * KTO and its kin: a mean over the step's examples, desirable and undesirable ones together.
 * Outputs are log-probabilities of the completion's tokens at temperature 1, a row an example.
 *
 * <p>Metrics are those of TRL's KTOTrainer, desirable completions being "chosen"; those of a kind
 * that a step has none of are absent, and {@code rewards/margins} with them. {@code kl} is the mean
 * of the examples' baselines.
 */
public final class UnpairedLoss implements Loss<UnpairedExample> {
  private static final long serialVersionUID = 1;

  private static final String KL = "kl";
  private static final String KL_COUNT = "kl/count";

  private final double beta;
  private final UnpairedFormula formula;

  /**
   * The loss that the settings describe.
   *
   * @throws InputException if that is a loss over pairs
   */
  public UnpairedLoss(PreferenceLossSettings settings) {
    if (!settings.loss().unpaired()) {
      throw new InputException(
          "The loss " + settings.loss() + " is for pairs, but these examples are unpaired");
    }
    this.beta = settings.beta();
    this.formula = settings.loss().losses().get(0).type().single(settings);
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
  public LossValue evaluate(Outputs outputs, List<UnpairedExample> examples, Denominators step) {
    double[][] values = outputs.values(examples.size(), unit());
    Sums sums = new Sums();
    CompensatedSum loss = new CompensatedSum();
    double[][] gradient = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      UnpairedExample example = examples.get(i);
      double logps = SequenceSums.logps(values[i], 0, values[i].length, i);
      double ratio = logps - example.reference();
      UnpairedFormula.Term term = formula.at(ratio, example);
      loss.add(term.loss() / step.examples());
      gradient[i] = new double[values[i].length];
      Arrays.fill(gradient[i], term.derivative() / step.examples());

      String kind = example.desirable() ? SequenceSums.CHOSEN : SequenceSums.REJECTED;
      SequenceSums.add(sums, "rewards", kind, beta * ratio);
      SequenceSums.add(sums, "logps", kind, logps);
      SequenceSums.add(sums, outputs, i, 0, kind);
      if (formula.baseline()) {
        sums.add(KL, example.baseline()).add(KL_COUNT, 1);
      }
    }
    sums.add(SequenceSums.LOSS, loss.value());
    return new LossValue(loss.value(), gradient, sums);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    SequenceSums.put(metrics, sums);
    SequenceSums.put(metrics, sums, KL, KL, KL_COUNT);
    Double chosen = metrics.get("rewards/chosen");
    Double rejected = metrics.get("rewards/rejected");
    if (chosen != null && rejected != null) {
      metrics.put("rewards/margins", chosen - rejected);
    }
    return metrics;
  }
}
