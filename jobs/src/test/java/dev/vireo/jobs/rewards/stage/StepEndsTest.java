package dev.vireo.jobs.rewards.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.StepReward;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class StepEndsTest {

  /** A token's text is its number; 0 is end-of-sequence, which has none. */
  private record Numbers() implements TokenTexts {
    private static final long serialVersionUID = 1L;

    @Override
    public String decode(int[] tokens) {
      return Arrays.stream(tokens)
          .filter(token -> token != 0)
          .mapToObj(String::valueOf)
          .collect(Collectors.joining());
    }

    @Override
    public String identity() {
      return "numbers";
    }
  }

  private static List<String> ends(String text, List<Integer> tokens, StepReward... steps) {
    return new StepEnds(new Numbers())
        .of(List.of(steps), text, tokens).stream()
            .map(step -> step.getEndToken() + ":" + step.getReward())
            .toList();
  }

  @Test
  void aStepEndsAtTheTokenThatReachesItsEnd() {
    List<Integer> tokens = List.of(12, 3, 456, 7, 0);
    assertThat(ends("1234567", tokens, new StepReward(1, 1), new StepReward(3, 2)))
        .containsExactly("0:1.0", "1:2.0");
    assertThat(ends("1234567", tokens, new StepReward(4, 1))).containsExactly("2:1.0");
    assertThat(ends("1234567", tokens, new StepReward(6, 1))).containsExactly("2:1.0");
  }

  @Test
  void aStepThatEndsWithTheTextHasTheEndOfSequence() {
    assertThat(ends("12", List.of(1, 2, 0), new StepReward(1, 0.5), new StepReward(2, 1)))
        .containsExactly("0:0.5", "2:1.0");
    assertThat(ends("", List.of(0), new StepReward(0, 1))).containsExactly("0:1.0");
  }

  @Test
  void stepsWithinOneTokenAreOne() {
    assertThat(
            ends(
                "1234",
                List.of(123, 4),
                new StepReward(1, 1),
                new StepReward(2, Double.NaN),
                new StepReward(3, 2)))
        .containsExactly("0:3.0");
    assertThat(ends("12", List.of(12), new StepReward(1, Double.NaN), new StepReward(2, 1)))
        .containsExactly("0:1.0");
  }
}
