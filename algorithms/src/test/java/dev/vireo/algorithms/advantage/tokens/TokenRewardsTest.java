package dev.vireo.algorithms.advantage.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.KlEstimator;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenRewardsTest {
  private static final double[] LOGPROBS = {-1, -2, -0.5};
  private static final double[] REFERENCE = {-1.5, -1, -0.5};
  private static final boolean[] ALL = {true, true, true};
  private static final ScoreSettings LAST = ScoreSettings.defaults();
  private static final ScoreSettings AFTER = new ScoreSettings(ScorePosition.AFTER_LAST, null, 0);

  private static KlPenalty penalty(KlEstimator estimator, Double clamp) {
    return new KlPenalty(0.1, estimator, clamp, null, 1);
  }

  private static WrittenTokens tokens(boolean[] written, boolean full) {
    return new WrittenTokens(LOGPROBS, Optional.of(REFERENCE), written, full);
  }

  @Test
  void everyTokenPaysForItsDivergenceAndTheLastOneHasTheScore() {
    TokenRewards made =
        TokenRewards.of(tokens(ALL, false), 2, LAST, penalty(KlEstimator.K1, null), 0.1);
    assertThat(made.rewards()).containsExactly(new double[] {-0.05, 0.1, 2}, within(1e-15));
    assertThat(made.klSum()).isCloseTo(-0.5, within(1e-15));
    assertThat(made.kl()).isCloseTo(-0.5 / 3, within(1e-15));
  }

  @Test
  void estimatesAreClamped() {
    assertThat(
            TokenRewards.of(tokens(ALL, false), 0, LAST, penalty(KlEstimator.K1, 0.25), 1)
                .rewards())
        .containsExactly(-0.25, 0.25, 0);
    assertThat(penalty(KlEstimator.K3, 10.0).estimate(-1, 2000)).isEqualTo(10);
    assertThatThrownBy(() -> penalty(KlEstimator.K3, null).estimate(-1, 2000))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("set kl.clamp");
  }

  @Test
  void theScoreMayLieBeyondTheLastTokenUnlessTheCompletionIsFull() {
    KlPenalty none = penalty(KlEstimator.K1, null);
    assertThat(TokenRewards.of(tokens(ALL, false), 2, AFTER, none, 0).rewards())
        .containsExactly(0, 0, 0, 2);
    assertThat(TokenRewards.of(tokens(ALL, true), 2, AFTER, none, 0).rewards())
        .containsExactly(0, 0, 2);
    assertThat(ScorePosition.AFTER_LAST.states(3, false)).isEqualTo(4);
    assertThat(ScorePosition.AFTER_LAST.states(0, false)).isZero();
    assertThat(ScorePosition.LAST_TOKEN.states(3, false)).isEqualTo(3);
  }

  @Test
  void tokensThatThePolicyDidNotWriteHaveNoReward() {
    boolean[] first = {true, false, false};
    TokenRewards made =
        TokenRewards.of(tokens(first, false), 2, LAST, penalty(KlEstimator.ABS, null), 0.1);
    assertThat(made.rewards()).containsExactly(1.95, 0, 0);
    assertThat(made.kl()).isEqualTo(0.5);
    assertThat(
            TokenRewards.of(
                    tokens(new boolean[3], false), 2, LAST, penalty(KlEstimator.K2, null), 1)
                .rewards())
        .containsOnly(0);
  }

  @Test
  void aPenaltyIsTakenOffBeforeTheScoreIsClipped() {
    ScoreSettings settings = new ScoreSettings(ScorePosition.LAST_TOKEN, 5.0, 2);
    assertThat(settings.score(6, true)).isEqualTo(5);
    assertThat(settings.score(6, false)).isEqualTo(4);
    assertThat(settings.score(-4, false)).isEqualTo(-5);
    assertThat(settings.score(Double.NaN, false)).isNaN();
  }

  @Test
  void aWeightGoesTowardsItsTargetByAtMostAFifth() {
    KlPenalty adaptive = new KlPenalty(0.2, KlEstimator.K1, null, 0.05, 1000);
    assertThat(adaptive.adapted(0.2, 0.055, 100)).isCloseTo(0.2 * 1.01, within(1e-15));
    assertThat(adaptive.adapted(0.2, 7, 100)).isCloseTo(0.2 * 1.02, within(1e-15));
    assertThat(adaptive.adapted(0.2, -7, 100)).isCloseTo(0.2 * 0.98, within(1e-15));
    assertThat(adaptive.adapts()).isTrue();
    assertThat(KlPenalty.defaults().adapts()).isFalse();
    assertThatThrownBy(() -> new KlPenalty(0, KlEstimator.K1, null, 1.0, 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("beta is 0");
  }

  @Test
  void refusesAPenaltyWithoutAReference() {
    WrittenTokens alone = new WrittenTokens(LOGPROBS, Optional.empty(), ALL, false);
    assertThatThrownBy(() -> TokenRewards.of(alone, 1, LAST, penalty(KlEstimator.K1, null), 0.1))
        .isInstanceOf(InputException.class)
        .hasMessage("The kl's beta is 0.1, but there are no reference log-probabilities");
  }
}
