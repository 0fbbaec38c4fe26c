package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.GroupAdvantages;
import java.util.Arrays;
import java.util.List;

/** The advantages of a group's completions, as rows hold them. */
interface CompletionAdvantages {

  /** The advantage of the whole completion: that of its first token, to which all steps add. */
  double ofCompletion(int sample);

  /** The advantage of each token; null if they are the same. */
  List<Double> ofTokens(int sample);

  /** One for all tokens of a completion. */
  static CompletionAdvantages of(GroupAdvantages advantages) {
    return new CompletionAdvantages() {
      @Override
      public double ofCompletion(int sample) {
        return advantages.advantages()[sample];
      }

      @Override
      public List<Double> ofTokens(int sample) {
        return null;
      }
    };
  }

  /** From the rewards of steps. */
  static CompletionAdvantages ofSteps(RewardedSteps steps, AdvantageSettings settings) {
    double[][] tokens = steps.advantages(settings);
    return new CompletionAdvantages() {
      @Override
      public double ofCompletion(int sample) {
        return tokens[sample].length == 0 ? 0 : tokens[sample][0];
      }

      @Override
      public List<Double> ofTokens(int sample) {
        return Arrays.stream(tokens[sample]).boxed().toList();
      }
    };
  }
}
