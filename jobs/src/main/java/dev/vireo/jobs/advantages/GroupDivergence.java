package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.KlEstimator;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import java.util.List;

/**
 * How far the policy that made a group's completions is from the reference policy.
 *
 * @param tokens [G][T_i] the estimate of each token, in nats
 */
@SuppressWarnings("ArrayRecordComponent")
record GroupDivergence(double[][] tokens) {

  /**
   * The divergence of a group.
   *
   * @throws InputException naming the prompt, if a completion's log-probabilities are not there, or
   *     an estimate is not a finite number
   */
  static GroupDivergence of(Rollout rollout, Logprobs reference, KlEstimator estimator) {
    List<Completion> completions = rollout.getCompletions();
    double[][] tokens = new double[completions.size()][];
    for (int i = 0; i < tokens.length; i++) {
      List<Float> sampled = completions.get(i).getLogprobs();
      CompletionLogprobs scored = reference.getCompletions().get(i);
      List<Float> compared = scored.getReferenceLogprobs();
      if (sampled.size() != compared.size()) {
        throw new InputException(
            "Prompt %s: completion %d has %d log-probabilities of the policy, but %d of the reference policy"
                .formatted(rollout.getPromptId(), i, sampled.size(), compared.size()));
      }
      tokens[i] = new double[sampled.size()];
      for (int t = 0; t < tokens[i].length; t++) {
        tokens[i][t] = estimator.of(sampled.get(t), compared.get(t));
        if (!Double.isFinite(tokens[i][t])) {
          throw new InputException(
              "Prompt %s: the kl of token %d of completion %d is %s; with estimator k1 it is less extreme"
                  .formatted(rollout.getPromptId(), t, i, tokens[i][t]));
        }
      }
    }
    return new GroupDivergence(tokens);
  }

  /** The sum over a completion's tokens. */
  double of(int completion) {
    double sum = 0;
    for (double token : tokens[completion]) {
      sum += token;
    }
    return sum;
  }
}
