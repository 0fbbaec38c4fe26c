package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.GroupPairs.Reason;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.StepReward;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepPairsTest {

  /** Three begin with the same two tokens, which are a step; two of these with one more. */
  private static final List<List<Integer>> TREE =
      List.of(List.of(1, 2, 3, 4), List.of(1, 2, 3, 5), List.of(1, 2, 6, 7), List.of(8, 9, 9, 9));

  private static final int[] ENDS = {1, 2, 3};

  @Test
  void whereverCompletionsPartTheBestStepIsHeldAgainstTheWorst() {
    GroupPairs made =
        of(
            0,
            new double[] {1, 1, 1},
            new double[] {1, 1, 0},
            new double[] {1, 0.5, 1},
            new double[] {0, 1, 1});
    List<PreferencePair> pairs = made.pairs();
    assertThat(made.reason()).isNull();
    assertThat(pairs)
        .extracting(PreferencePair::getPairId)
        .containsExactly("3/p/0-3/0", "3/p/0-2/1", "3/p/0-1/2");
    PreferencePair second = pairs.get(1);
    assertThat(second.getPromptTokenIds()).containsExactly(70, 71, 1, 2);
    assertThat(second.getChosenTokenIds()).containsExactly(3);
    assertThat(second.getRejectedTokenIds()).containsExactly(6);
    assertThat(second.getPrompt()).isEqualTo("prompt[1, 2]");
    assertThat(second.getChosen()).isEqualTo("[3]");
    assertThat(second.getMargin()).isEqualTo(0.5);
    assertThat(second.getChosenSampleIndex()).isZero();
    assertThat(second.getRejectedSampleIndex()).isEqualTo(2);
    assertThat(pairs.get(0).getPromptTokenIds()).containsExactly(70, 71);
  }

  @Test
  void aMarginAndMissingRewardsLeaveStepsOut() {
    double none = Double.NaN;
    GroupPairs made =
        of(
            0.75,
            new double[] {1, 1, 1},
            new double[] {none, 1, 0},
            new double[] {1, 0.5, 1},
            new double[] {none, 1, 1});
    assertThat(made.pairs()).extracting(PreferencePair::getPairId).containsExactly("3/p/0-1/2");
  }

  @Test
  void groupsWithoutAPairSayWhy() {
    assertThat(of(0, new double[] {1, 1, 1}, new double[] {1, 1, 1}).reason())
        .isEqualTo(Reason.EQUAL_REWARDS);
    assertThat(of(2, new double[] {1, 1, 1}, new double[] {0, 1, 1}).reason())
        .isEqualTo(Reason.MARGIN);
    // The same step, judged twice.
    assertThat(of(0, new double[] {1, 1, 1}, new double[] {0, 1, 1}).reason())
        .isEqualTo(Reason.SAME_TOKENS);
    assertThat(of(0, new double[] {1, 1, 1}).reason()).isEqualTo(Reason.NO_REWARDS);
  }

  @Test
  void oneRewardAloneHasNoSteps() {
    assertThatThrownBy(() -> new RolloutPairSettings(null, 1, 0, Pairing.STEP, "exact", 0))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("reward is 'exact', but pairing is step");
  }

  private static GroupPairs of(double margin, double[]... rewards) {
    List<Completion> completions = new ArrayList<>();
    List<CompletionReward> judged = new ArrayList<>();
    for (int i = 0; i < rewards.length; i++) {
      completions.add(new Completion(i, TREE.get(i), List.of(), "text", FinishReason.stop, null));
      List<StepReward> steps = new ArrayList<>();
      for (int step = 0; step < ENDS.length; step++) {
        steps.add(new StepReward(ENDS[step], rewards[i][step]));
      }
      judged.add(
          CompletionReward.newBuilder()
              .setSampleIndex(i)
              .setReward(1)
              .setValues(Map.of())
              .setSteps(steps)
              .build());
    }
    return StepPairs.of(
        new Rollout(3, "p", 0, "prompt", null, Map.of(), List.of(70, 71), completions),
        new Rewards(3, "p", judged),
        new RolloutPairSettings(null, 1, 0, Pairing.STEP, null, margin),
        Arrays::toString);
  }
}
