package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.parameters.ParameterSet;
import org.junit.jupiter.api.Test;

final class ShardGradientTest {

  @Test
  void addsInTheOrderGiven() {
    // In float32 a sum depends on its order: 1e8 swallows a 1 that comes after it.
    ShardGradient big = gradient(1e8f);
    ShardGradient one = gradient(1);
    ShardGradient minusBig = gradient(-1e8f);

    assertThat(gradient(1e8f).plus(one).plus(minusBig).gradient().at(0)).containsExactly(0f);
    assertThat(big.plus(minusBig).plus(one).gradient().at(0)).containsExactly(1f);
  }

  @Test
  void anEmptyShardChangesNothing() {
    ShardGradient sum = ShardGradient.empty().plus(gradient(2)).plus(ShardGradient.empty());

    assertThat(sum.gradient().at(0)).containsExactly(2f);
    assertThat(sum.sums()).isEqualTo(new Sums().add("loss", 2.0));
    assertThat(ShardGradient.empty().plus(ShardGradient.empty()).gradient().isEmpty()).isTrue();
  }

  @Test
  void sumsAreAddedByName() {
    ShardGradient sum =
        new ShardGradient(
                ParameterSet.of(new float[] {1, 2}), new Sums().add("loss", 0.5).add("tokens", 3.0))
            .plus(
                new ShardGradient(
                    ParameterSet.of(new float[] {10, 20}),
                    new Sums().add("tokens", 4.0).add("kl", 0.25)));

    assertThat(sum.gradient().at(0)).containsExactly(11f, 22f);
    assertThat(sum.sums())
        .isEqualTo(new Sums().add("kl", 0.25).add("loss", 0.5).add("tokens", 7.0));
  }

  private static ShardGradient gradient(float value) {
    return new ShardGradient(ParameterSet.of(new float[] {value}), new Sums().add("loss", value));
  }
}
