package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.reward.LabelledSteps.isRight;

import dev.vireo.algorithms.loss.LogSpace;
import dev.vireo.algorithms.loss.reward.StepLabelLoss;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a process reward model agrees with held-out labels of steps.
 *
 * @param steps number of labelled steps
 * @param completions number of completions that they belong to
 * @param accuracy share of steps whose label the model predicts, with its error by prompt
 * @param rightShare share of steps labelled right, which is the accuracy of calling every step
 *     right
 * @param firstError share of completions for which the model finds the first wrong step, or that
 *     there is none, with its error by prompt
 * @param firstErrorOfWrong the same among completions with a wrong step
 * @param firstErrorOfRight the same among completions without one
 * @param logLoss mean cross entropy of the steps
 * @param calibration calibration of the probabilities that a step is right
 * @param rewardMean mean probability that a step is right
 */
public record ProcessRewardReport(
    long steps,
    long completions,
    ClusteredMean accuracy,
    double rightShare,
    ClusteredMean firstError,
    ClusteredMean firstErrorOfWrong,
    ClusteredMean firstErrorOfRight,
    double logLoss,
    Calibration calibration,
    double rewardMean) {

  /** A labelled step. */
  private record Judged(JudgedSteps of, int step) {

    double label() {
      return of.labels()[step];
    }

    double logOdds() {
      return of.logOdds()[step];
    }

    /** A step as a choice between right and wrong, where the label is the preferred side. */
    JudgedPair asPair() {
      double towards = isRight(label()) ? logOdds() : -logOdds();
      return new JudgedPair(of.prompt(), towards, 0, 0, 0, Double.NaN);
    }
  }

  /**
   * The report on held-out completions.
   *
   * @param bins number of bins of the reliability curve
   */
  public static ProcessRewardReport of(List<JudgedSteps> completions, int bins) {
    List<Judged> steps =
        completions.stream()
            .flatMap(each -> IntStream.range(0, each.count()).mapToObj(s -> new Judged(each, s)))
            .toList();
    return new ProcessRewardReport(
        steps.size(),
        completions.size(),
        ClusteredMean.of(
            steps, step -> step.of().prompt(), step -> step.of().agrees(step.step()) ? 1 : 0),
        steps.stream().mapToDouble(step -> isRight(step.label()) ? 1 : 0).average().orElse(0),
        firstError(completions),
        firstError(completions.stream().filter(JudgedSteps::hasError).toList()),
        firstError(completions.stream().filter(each -> !each.hasError()).toList()),
        steps.stream()
            .mapToDouble(step -> StepLabelLoss.crossEntropy(step.logOdds(), step.label()))
            .average()
            .orElse(Double.NaN),
        Calibration.ofPairs(steps.stream().map(Judged::asPair).toList(), bins),
        steps.stream()
            .mapToDouble(step -> LogSpace.sigmoid(step.logOdds()))
            .average()
            .orElse(Double.NaN));
  }

  private static ClusteredMean firstError(List<JudgedSteps> completions) {
    return ClusteredMean.of(
        completions, JudgedSteps::prompt, each -> each.findsFirstError() ? 1 : 0);
  }
}
