package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.evaluation.Wins;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.store.run.DatasetHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * What the policy that training started from made of a suite's prompts, as far as win rates need
 * it: a few numbers for each prompt.
 *
 * @param reward name of the reward that compares
 * @param groups by the prompt's id
 */
record BaseCompletions(String reward, Map<String, Group> groups) {

  /**
   * The base's completions of a prompt.
   *
   * @param values their rewards
   * @param tokens their mean length
   */
  private record Group(double[] values, double tokens) {
    static Group of(Evaluation row, String reward) {
      return new Group(
          row.getCompletions().stream()
              .mapToDouble(each -> PromptMetric.value(each, reward))
              .toArray(),
          row.getCompletions().stream()
              .mapToInt(EvaluatedCompletion::getTokens)
              .average()
              .orElse(Double.NaN));
    }
  }

  static BaseCompletions read(DatasetHandle<Evaluation> base, String reward) {
    Map<String, Group> groups = new HashMap<>();
    for (int chunk : base.chunks()) {
      base.read(chunk).forEach(row -> groups.put(row.getPromptId(), Group.of(row, reward)));
    }
    return new BaseCompletions(reward, groups);
  }

  /**
   * Compares a policy's completions of a prompt.
   *
   * @return the share of comparisons that it wins, NaN if there are none, and how many tokens
   *     longer its completions are on average
   */
  double[] compare(Evaluation row) {
    Group theirs = groups.get(row.getPromptId());
    Group ours = Group.of(row, reward);
    return theirs == null
        ? new double[] {Double.NaN, 0}
        : new double[] {
          Wins.share(ours.values(), theirs.values()), ours.tokens() - theirs.tokens()
        };
  }
}
