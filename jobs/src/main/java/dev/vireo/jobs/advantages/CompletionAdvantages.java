package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.GroupAdvantages;
import java.util.Arrays;
import java.util.List;

/**
 * The advantages of a group's completions, as rows hold them.
 *
 * @param ofCompletions [G] of the whole completion: where its tokens differ that of the first one,
 *     to which all steps add
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

  /** The advantage of each token of a completion; null if they are the same. */
  List<Double> ofTokens(int sample) {
    return ofTokens == null ? null : Arrays.stream(ofTokens[sample]).boxed().toList();
  }
}
