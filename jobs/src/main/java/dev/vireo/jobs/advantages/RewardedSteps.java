package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.ProcessAdvantages;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.StepReward;
import java.util.Arrays;
import java.util.List;

/**
 * The rewards of a group's steps as numbers.
 *
 * @param promptId the group
 * @param rewards [G][S_i]; NaN if there is none
 * @param ends [G][S_i] index of each step's last token
 * @param lengths [G] tokens of each completion
 */
@SuppressWarnings("ArrayRecordComponent")
record RewardedSteps(String promptId, double[][] rewards, int[][] ends, int[] lengths) {

  static RewardedSteps of(Rewards group, Rollout rollout) {
    List<CompletionReward> completions = group.getCompletions();
    int size = completions.size();
    RewardedSteps steps =
        new RewardedSteps(group.getPromptId(), new double[size][], new int[size][], new int[size]);
    for (int i = 0; i < size; i++) {
      List<StepReward> judged = completions.get(i).getSteps();
      List<StepReward> there = judged == null ? List.of() : judged;
      steps.rewards[i] = there.stream().mapToDouble(StepReward::getReward).toArray();
      steps.ends[i] = there.stream().mapToInt(StepReward::getEndToken).toArray();
      steps.lengths[i] = rollout.getCompletions().get(i).getTokenIds().size();
    }
    return steps;
  }

  /** The rewards of all steps, which are normalised together. */
  double[] all() {
    return Arrays.stream(rewards).flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * The advantages of the completions' tokens, [G][T_i].
   *
   * @throws InputException naming the prompt, and what is wrong with its group
   */
  double[][] advantages(AdvantageSettings settings) {
    try {
      return ProcessAdvantages.of(rewards, ends, lengths, settings);
    } catch (InputException e) {
      throw new InputException("Prompt " + promptId + ": " + e.getMessage(), e);
    }
  }
}
