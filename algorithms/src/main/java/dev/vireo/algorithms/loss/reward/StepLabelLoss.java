package dev.vireo.algorithms.loss.reward;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

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
 * A process reward model's loss: cross entropy between the labels of steps and the two scores z at
 * their ends, of a wrong step and of a right one, with p = softmax(z): -y log p_right - (1 - y) log
 * p_wrong, a mean over the labelled tokens of the step. Labels y between 0 and 1 are soft targets.
 *
 * <p>Metrics: {@code accuracy}, as TRL's PRMTrainer has it in evaluations (equal scores say wrong,
 * a label from 0.5 on is right), {@code mean_reward}, the mean of p_right, {@code labelled_steps},
 * and {@code num_tokens}, all of the step.
 */
public final class StepLabelLoss implements Loss<LabelledSteps> {
  private static final long serialVersionUID = 1;

  /** Scores at a token: of a wrong step, then of a right one. */
  private static final int SCORES = 2;

  private static final String LOSS = "loss";
  private static final String ACCURACY = "accuracy";
  private static final String MEAN = "mean_reward";
  private static final String STEPS = "labelled_steps";
  private static final String TOKENS = "num_tokens";

  @Override
  public Unit unit() {
    return Unit.TOKEN;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return Set.of();
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<LabelledSteps> examples, Denominators step) {
    if (step.tokens() < 1) {
      throw new InputException("A step without labelled tokens has no cross entropy");
    }
    double[][] values = outputs.values(examples.size(), unit());
    double[][] gradient = new double[values.length][];
    Sums sums = new Sums();
    CompensatedSum loss = new CompensatedSum();
    for (int i = 0; i < values.length; i++) {
      double[] labels = examples.get(i).labels();
      if (values[i].length != SCORES * labels.length) {
        throw new InputException(
            "%d labelled steps need %d values of the model; there are %d"
                .formatted(labels.length, SCORES * labels.length, values[i].length));
      }
      gradient[i] = new double[values[i].length];
      double[] logOdds = logOdds(values[i]);
      for (int s = 0; s < labels.length; s++) {
        loss.add(crossEntropy(logOdds[s], labels[s]) / step.tokens());
        double derivative = (sigmoid(logOdds[s]) - labels[s]) / step.tokens();
        gradient[i][SCORES * s] = -derivative;
        gradient[i][SCORES * s + 1] = derivative;
        boolean agrees = logOdds[s] > 0 == LabelledSteps.isRight(labels[s]);
        sums.add(ACCURACY, agrees ? 1 : 0).add(MEAN, sigmoid(logOdds[s])).add(STEPS, 1);
      }
      sums.add(TOKENS, examples.get(i).tokens());
    }
    sums.add(LOSS, loss.value());
    return new LossValue(loss.value(), gradient, sums);
  }

  /**
   * The log-odds log(p_right / p_wrong) of steps.
   *
   * @param scores of a wrong step and of a right one, step after step
   */
  public static double[] logOdds(double[] scores) {
    double[] logOdds = new double[scores.length / SCORES];
    for (int s = 0; s < logOdds.length; s++) {
      logOdds[s] = scores[SCORES * s + 1] - scores[SCORES * s];
    }
    return logOdds;
  }

  /**
   * The cross entropy of a step.
   *
   * @param logOdds log(p_right / p_wrong)
   * @param label how far it is right, from 0 to 1
   * @throws InputException if the log-odds are not a finite number
   */
  public static double crossEntropy(double logOdds, double label) {
    if (!Double.isFinite(logOdds)) {
      throw new InputException(
          "The scores of a step differ by %s, which is not a finite number; lower the learning rate"
              .formatted(logOdds));
    }
    return -label * logSigmoid(logOdds) - (1 - label) * logSigmoid(-logOdds);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(LOSS, sums.sum(LOSS));
    metrics.put(TOKENS, sums.sum(TOKENS));
    metrics.put(STEPS, sums.sum(STEPS));
    if (sums.sum(STEPS) > 0) {
      metrics.put(ACCURACY, sums.ratio(ACCURACY, STEPS));
      metrics.put(MEAN, sums.ratio(MEAN, STEPS));
    }
    return metrics;
  }
}
