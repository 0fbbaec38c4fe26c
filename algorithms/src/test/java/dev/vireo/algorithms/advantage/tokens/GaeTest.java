package dev.vireo.algorithms.advantage.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GaeTest {
  private static final boolean[] ALL = {true, true, true};

  @Test
  void addsDiscountedErrorsFromTheEnd() {
    TokenEstimates made =
        new Gae(0.5, 0.8)
            .estimate(
                new double[] {1, 0, 2},
                new double[] {0.5, 1, -1},
                new boolean[] {true, true, true});
    // Errors 2 + 1, 0 - .5 - 1 and 1 + .5 - .5; each advantage is its error and .4 of the next.
    assertThat(made.advantages())
        .containsExactly(new double[] {1 + 0.4 * -0.3, -1.5 + 0.4 * 3, 3}, within(1e-15));
    assertThat(made.returns())
        .containsExactly(new double[] {1 - 0.12 + 0.5, -0.3 + 1, 3 - 1}, within(1e-15));
  }

  @Test
  void withoutDiscountsTheReturnIsTheRewardToGo() {
    SplittableRandom random = new SplittableRandom(5);
    double[] rewards = random.doubles(9, -1, 1).toArray();
    double[] values = random.doubles(9, -1, 1).toArray();
    boolean[] written = new boolean[9];
    Arrays.fill(written, true);
    TokenEstimates made = new Gae(1, 1).estimate(rewards, values, written);
    double toGo = 0;
    for (int t = 8; t >= 0; t--) {
      toGo += rewards[t];
      assertThat(made.returns()[t]).isCloseTo(toGo, within(1e-12));
      assertThat(made.advantages()[t]).isCloseTo(toGo - values[t], within(1e-12));
    }
  }

  @Test
  void withLambdaZeroItIsTheErrorOfTheValues() {
    double[] advantages =
        new Gae(0.9, 0).estimate(new double[] {1, 2, 3}, new double[] {4, 5, 6}, ALL).advantages();
    assertThat(advantages)
        .containsExactly(new double[] {1 + 0.9 * 5 - 4, 2 + 0.9 * 6 - 5, 3 - 6}, within(1e-15));
  }

  /** As if the others were not there, whatever their rewards and values. */
  @Test
  void passesOverTokensThatThePolicyDidNotWrite() {
    Gae gae = new Gae(0.9, 0.7);
    TokenEstimates alone = gae.estimate(new double[] {1, 2, 3}, new double[] {4, 5, 6}, ALL);
    TokenEstimates between =
        gae.estimate(
            new double[] {1, 9, 2, Double.NaN, 3, 7},
            new double[] {4, Double.NaN, 5, 8, 6, 9},
            new boolean[] {true, false, true, false, true, false});
    for (int t = 0; t < 3; t++) {
      assertThat(between.advantages()[2 * t]).isEqualTo(alone.advantages()[t]);
      assertThat(between.returns()[2 * t]).isEqualTo(alone.returns()[t]);
      assertThat(between.advantages()[2 * t + 1]).isZero();
      assertThat(between.returns()[2 * t + 1]).isZero();
    }
  }

  @Test
  void refusesWhatIsNotANumber() {
    assertThatThrownBy(() -> new Gae(1, 1.1))
        .isInstanceOf(InputException.class)
        .hasMessage("lambda is 1.1; it must be in [0, 1]");
    assertThatThrownBy(
            () ->
                Gae.defaults()
                    .estimate(new double[] {0}, new double[] {Double.NaN}, new boolean[] {true}))
        .isInstanceOf(InputException.class)
        .hasMessage("The advantage of token 0 is NaN: its reward is 0.0 and its value NaN");
    assertThatThrownBy(() -> Gae.defaults().estimate(new double[] {0}, new double[] {1, 2}, ALL))
        .isInstanceOf(InputException.class)
        .hasMessage("1 rewards, 2 values and a mask of 3 do not belong to the same tokens");
  }
}
