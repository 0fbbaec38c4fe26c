package dev.vireo.jobs.rewards.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.rewards.StepRewardFunction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StepsTest {

  private static StepRewardFunction steps(Map<String, Object> options) {
    RewardSettings settings = RewardSettings.of("steps", options);
    return (StepRewardFunction)
        RewardFunctions.create(settings, RewardFunctions.provider(settings));
  }

  private static RewardInput input(String completion, String answer) {
    return new RewardInput(
        "p", "7+8+6=", Optional.ofNullable(answer), Map.of("way", "15,20"), completion, 4, true);
  }

  @Test
  void eachStepIsHeldAgainstTheReferenceStepAtItsPlace() {
    StepRewardFunction function = steps(Map.of("separator", ","));
    assertThat(function.steps(input("15,22", "15,21")))
        .containsExactly(new StepReward(3, 1), new StepReward(5, 0));
    assertThat(function.reward(input("15,22", "15,21"))).isEqualTo(1);
  }

  @Test
  void aSeparatorBelongsToTheStepThatItEnds() {
    StepRewardFunction function = steps(Map.of());
    assertThat(function.steps(input("a\nb\n", "a\nb")))
        .containsExactly(new StepReward(2, 1), new StepReward(4, 1));
    assertThat(function.steps(input("\n\n", "a\nb")))
        .containsExactly(new StepReward(1, 0), new StepReward(2, 0));
  }

  @Test
  void withoutAReferenceOrATextThereIsNothingToReward() {
    StepRewardFunction function = steps(Map.of("separator", ","));
    assertThat(function.steps(input("", "15,21"))).isEmpty();
    assertThat(function.reward(input("", "15,21"))).isNaN();
    assertThat(function.reward(input("15,21", null))).isNaN();
    List<StepReward> beyond = function.steps(input("15,21,30", "15,21"));
    assertThat(beyond).hasSize(3);
    assertThat(beyond.get(2).reward()).isNaN();
  }

  @Test
  void theReferenceMayBeAColumnAndTheJudgeAnyTypeThatLooksAtOneText() {
    assertThat(
            steps(Map.of("separator", ",", "answers", "way")).steps(input("15,20", "15,21")).get(1))
        .isEqualTo(new StepReward(5, 1));
    Map<String, Object> digits =
        Map.of(
            "separator",
            ",",
            "judge",
            "regular-expression",
            "judge-options",
            Map.of("pattern", "[0-9]+", "full-match", true));
    assertThat(steps(digits).steps(input("15,x", null)))
        .containsExactly(new StepReward(3, 1), new StepReward(4, 0));
  }

  @Test
  void whatCannotJudgeIsRefused() {
    refused(Map.of("separator", ""), "option 'separator' is empty");
    refused(Map.of("judge", "steps"), "looks at one text alone");
    refused(Map.of("judge", "sql"), "looks at one text alone");
    refused(Map.of("judge", "nothing"), "unknown type 'nothing'");
    refused(Map.of("judge", "exact-match", "judge-options", Map.of("x", 1)), "unknown option 'x'");
  }

  @Test
  void aColumnThatNoPromptHasIsAnError() {
    assertThatThrownBy(() -> steps(Map.of("answers", "nocol")).steps(input("15", "15")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'nocol'")
        .hasMessageContaining("prompts.attribute-columns");
  }

  private static void refused(Map<String, Object> options, String message) {
    assertThatThrownBy(() -> steps(options))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
