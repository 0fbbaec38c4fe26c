package dev.vireo.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.schemas.AcceptedCompletion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Rollout;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
  private static final double[] GOLD = {0, 0, 0, 0, 0};

  private static List<AcceptedCompletion> accepted(
      Rollout rollout, double[] rewards, int perPrompt, Double atLeast) {
    return new Acceptance(new RewardNamed(null), new AcceptSettings(null, perPrompt, atLeast))
        .of(rollout, Groups.rewards(rewards, GOLD));
  }

  @Test
  void theBestAreKeptInTheirOrder() {
    List<AcceptedCompletion> kept =
        accepted(Groups.rollout("a", "b", "c", "d", "e"), new double[] {1, 3, 2, 3, 0}, 3, null);

    assertThat(kept)
        .extracting(AcceptedCompletion::getCompletionId)
        .containsExactly("q/1", "q/3", "q/2");
    assertThat(kept).extracting(AcceptedCompletion::getRank).containsExactly(1, 2, 3);
    assertThat(kept).extracting(AcceptedCompletion::getReward).containsExactly(3.0, 3.0, 2.0);
    assertThat(kept.get(0).getPrompt()).isEqualTo("2+2=");
    assertThat(kept.get(0).getCompletion()).isEqualTo("b");
    assertThat(kept.get(0).getTokens()).isEqualTo(2);
  }

  @Test
  void equalTextsAreKeptOnce() {
    assertThat(
            accepted(
                Groups.rollout("a", "b", "a", "b", "c"), new double[] {1, 3, 2, 3, 0}, 5, null))
        .extracting(AcceptedCompletion::getCompletionId)
        .containsExactly("q/1", "q/2", "q/4");
  }

  @Test
  void whatIsCutOffOrTooBadOrWithoutARewardIsNotKept() {
    Rollout rollout = Groups.rollout("a", "b", "c", "d", "e");
    rollout.getCompletions().get(1).setFinishReason(FinishReason.length);

    assertThat(accepted(rollout, new double[] {1, 3, Double.NaN, 2, 0}, 5, 1.0))
        .extracting(AcceptedCompletion::getCompletionId)
        .containsExactly("q/3", "q/0");
    assertThat(accepted(rollout, new double[] {1, 3, Double.NaN, 2, 0}, 5, null)).hasSize(3);
  }

  @Test
  void whereNoneIsAcceptedTheCauseIsNamed() {
    Acceptance any = new Acceptance(new RewardNamed("proxy"), new AcceptSettings(null, 1, null));
    Acceptance good = new Acceptance(new RewardNamed("proxy"), new AcceptSettings(null, 1, 0.5));
    String cure = "; raise rollouts.max-new-tokens, so that more do";

    assertThat(any.whyNone(48, 0))
        .isEqualTo(good.whyNone(48, 0))
        .isEqualTo("No completion was accepted: 0 of 48 ended by themselves" + cure);
    assertThat(good.whyNone(48, 12))
        .isEqualTo(
            "No completion was accepted: 12 of 48 ended by themselves, and 0 of these have the"
                + " reward 'proxy' of at least 0.5; lower study.accept.at-least, or raise"
                + " rollouts.max-new-tokens, so that more do");
    assertThat(any.whyNone(48, 12))
        .endsWith("have the reward 'proxy'; choose another with study.accept.by");
  }
}
