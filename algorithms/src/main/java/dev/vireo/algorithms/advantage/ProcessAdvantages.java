package dev.vireo.algorithms.advantage;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * One advantage per token from rewards of steps: process supervision (arXiv 2402.03300, section
 * 4.1.3).
 *
 * <p>The step rewards of a whole group are normalised together, by their mean and standard
 * deviation, or with {@link StepBaseline#PLACE} those of all first steps, those of all second ones
 * and so on; the advantage of a token is the sum of the normalised rewards of the steps that end at
 * it or after. The paper's formula is the profile {@link AdvantageProfile#DEEPSEEKMATH}; others
 * differ in the divisor. Variance increase is defined for one reward per completion only, and has
 * no place here.
 */
public final class ProcessAdvantages {
  private ProcessAdvantages() {}

  /**
   * The token advantages of one group.
   *
   * @param stepRewards [G][S_i] rewards of each completion's steps; NaN if there is none: such a
   *     step leaves the statistics and adds nothing
   * @param stepEnds [G][S_i] index of each step's last token, rising within a completion
   * @param lengths [G] tokens of each completion
   * @param settings profile and scale, for {@link Supervision#PROCESS}
   * @return [G][T_i] advantages
   * @throws InputException if lengths or ends do not fit, or the settings are for whole completions
   */
  public static double[][] of(
      double[][] stepRewards, int[][] stepEnds, int[] lengths, AdvantageSettings settings) {
    if (settings.supervision() != Supervision.PROCESS) {
      throw new InputException("Step rewards need settings for process supervision");
    }
    if (stepEnds.length != stepRewards.length || lengths.length != stepRewards.length) {
      throw new InputException(
          "A group has step rewards of "
              + stepRewards.length
              + " completions, step ends of "
              + stepEnds.length
              + " and lengths of "
              + lengths.length);
    }
    for (int i = 0; i < stepRewards.length; i++) {
      check(i, stepRewards[i], stepEnds[i], lengths[i]);
    }
    double[][] normalised = normalised(stepRewards, settings);
    double[][] advantages = new double[stepRewards.length][];
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = new double[lengths[i]];
      fill(advantages[i], normalised[i], stepEnds[i]);
    }
    return advantages;
  }

  /** [G][S_i] what each step adds; 0 where all it is compared with are the same. */
  private static double[][] normalised(double[][] rewards, AdvantageSettings settings) {
    double[][] normalised = new double[rewards.length][];
    for (int i = 0; i < rewards.length; i++) {
      normalised[i] = new double[rewards[i].length];
    }
    if (settings.stepBaseline() == StepBaseline.GROUP) {
      double[] all = Arrays.stream(rewards).flatMapToDouble(Arrays::stream).toArray();
      normalise(rewards, normalised, all, settings, step -> true);
      return normalised;
    }
    int places = Arrays.stream(rewards).mapToInt(each -> each.length).max().orElse(0);
    for (int place = 0; place < places; place++) {
      int at = place;
      double[] there =
          Arrays.stream(rewards)
              .filter(each -> each.length > at)
              .mapToDouble(each -> each[at])
              .toArray();
      normalise(rewards, normalised, there, settings, step -> step == at);
    }
    return normalised;
  }

  private static void normalise(
      double[][] rewards,
      double[][] normalised,
      double[] compared,
      AdvantageSettings settings,
      IntPredicate steps) {
    GroupSpread spread = GroupSpread.of(compared, settings.profile().ddof());
    double divisor = Advantages.divisor(spread, settings, Optional.empty());
    for (int i = 0; spread.std() > 0 && i < rewards.length; i++) {
      for (int step = 0; step < rewards[i].length; step++) {
        if (steps.test(step)) {
          normalised[i][step] = (rewards[i][step] - spread.mean()) / divisor;
        }
      }
    }
  }

  private static void fill(double[] advantages, double[] rewards, int[] ends) {
    CompensatedSum later = new CompensatedSum();
    int token = advantages.length - 1;
    for (int step = rewards.length - 1; step >= 0; step--) {
      while (token > ends[step]) {
        advantages[token--] = later.value();
      }
      if (!Double.isNaN(rewards[step])) {
        later.add(rewards[step]);
      }
    }
    while (token >= 0) {
      advantages[token--] = later.value();
    }
  }

  private static void check(int completion, double[] rewards, int[] ends, int length) {
    if (ends.length != rewards.length) {
      throw new InputException(
          "Completion "
              + completion
              + " of the group has "
              + rewards.length
              + " step rewards but "
              + ends.length
              + " step ends");
    }
    int previous = -1;
    for (int end : ends) {
      if (end <= previous || end >= length) {
        throw new InputException(
            "Completion "
                + completion
                + " of the group has "
                + length
                + " tokens and step ends "
                + Arrays.toString(ends)
                + ": ends must increase and be tokens of the completion");
      }
      previous = end;
    }
  }
}
