package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.GroupAdvantages;
import dev.vireo.algorithms.advantage.RewardToGo;
import dev.vireo.algorithms.advantage.Whitening;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The advantages of a group's completions, as rows hold them.
 *
 * @param ofCompletions [G] of the whole completion: where its tokens differ that of the first one,
 *     to which all steps and all tokens add
 * @param ofTokens [G][T_i]; null if a completion's tokens share theirs
 */
@SuppressWarnings("ArrayRecordComponent")
record CompletionAdvantages(double[] ofCompletions, double[][] ofTokens) {

  /** One for all tokens of a completion. */
  static CompletionAdvantages of(GroupAdvantages advantages) {
    return new CompletionAdvantages(advantages.advantages(), null);
  }

  /** From the rewards of steps. */
  static CompletionAdvantages ofSteps(RewardedSteps steps, AdvantageSettings settings) {
    double[][] tokens = steps.advantages(settings);
    double[] first =
        Arrays.stream(tokens).mapToDouble(each -> each.length == 0 ? 0 : each[0]).toArray();
    return new CompletionAdvantages(first, tokens);
  }

  /**
   * Of each token what follows it.
   *
   * @param scores [G] rewards less their baseline; 0 if there was no reward
   * @param rewarded [G] whether there was; without one a completion's tokens get no penalty either
   * @param kl [G][T_i] divergence of each token; zeros where there is no penalty for it
   */
  static CompletionAdvantages toGo(
      double[] scores, boolean[] rewarded, double[][] kl, AdvantageSettings settings) {
    double[] first = new double[scores.length];
    double[][] tokens = new double[scores.length][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] =
          rewarded[i]
              ? RewardToGo.of(scores[i], kl[i], settings.kl().beta(), settings.discount())
              : new double[kl[i].length];
      first[i] = tokens[i].length == 0 ? 0 : tokens[i][0];
    }
    return new CompletionAdvantages(first, tokens);
  }

  /**
   * Takes the advantages of rewarded completions into a batch's statistics.
   *
   * @param lengths [G] tokens of each completion; null where completions count once
   */
  void addTo(BatchStatistics batch, boolean[] rewarded, int[] lengths) {
    for (int i = 0; i < rewarded.length; i++) {
      if (rewarded[i]) {
        double[] values = ofTokens == null ? new double[lengths == null ? 1 : lengths[i]] : null;
        if (values != null) {
          Arrays.fill(values, ofCompletions[i]);
        }
        batch.add(values == null ? ofTokens[i] : values);
      }
    }
  }

  /** The same, whitened; completions without a reward keep their zeros. */
  CompletionAdvantages whitened(
      Whitening whitening, BatchStatistics batch, boolean[] rewarded, boolean keepsZeros) {
    DoubleUnaryOperator each =
        advantage -> keepsZeros && advantage == 0 ? 0 : whitening.of(advantage, batch);
    double[] completions = ofCompletions.clone();
    double[][] tokens = ofTokens == null ? null : ofTokens.clone();
    for (int i = 0; i < completions.length; i++) {
      if (rewarded[i]) {
        completions[i] = each.applyAsDouble(completions[i]);
        if (tokens != null) {
          tokens[i] = Arrays.stream(tokens[i]).map(each).toArray();
        }
      }
    }
    return new CompletionAdvantages(completions, tokens);
  }

  /** Whether no token has an advantage. */
  boolean silent() {
    return Arrays.stream(ofCompletions).allMatch(each -> each == 0)
        && (ofTokens == null
            || Arrays.stream(ofTokens).flatMapToDouble(Arrays::stream).allMatch(each -> each == 0));
  }

  /** The advantage of each token of a completion; null if they are the same. */
  List<Double> ofTokens(int sample) {
    return ofTokens == null ? null : Arrays.stream(ofTokens[sample]).boxed().toList();
  }
}
