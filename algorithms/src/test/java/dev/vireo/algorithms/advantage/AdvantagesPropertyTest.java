package dev.vireo.algorithms.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AdvantagesPropertyTest {

  @Test
  void advantagesSumToZeroAndFollowPermutationsAndShifts() {
    Seeds.forEach(
        500,
        random -> {
          int size = 1 + random.nextInt(20);
          AdvantageProfile[] profiles =
              Arrays.stream(AdvantageProfile.values())
                  .filter(AdvantageProfile::compared)
                  .toArray(AdvantageProfile[]::new);
          AdvantageSettings settings =
              AdvantageSettings.of(profiles[random.nextInt(profiles.length)]);
          double[] rewards = new double[size];
          double[] shifted = new double[size];
          double[] reversed = new double[size];
          for (int i = 0; i < size; i++) {
            rewards[i] = random.nextInt(8) / 8.0;
            shifted[i] = rewards[i] + 4;
            reversed[size - 1 - i] = rewards[i];
          }

          double[] advantages = Advantages.ofGroup(rewards, settings).advantages();

          double greatest = Arrays.stream(advantages).map(Math::abs).max().orElse(0);
          assertThat(CompensatedSum.of(advantages))
              .isCloseTo(0, within(1e-14 * size * Math.max(1, greatest)));
          assertThat(Advantages.ofGroup(shifted, settings).advantages())
              .containsExactly(advantages, within(1e-12));
          double[] back = Advantages.ofGroup(reversed, settings).advantages();
          for (int i = 0; i < size; i++) {
            assertThat(back[size - 1 - i]).isCloseTo(advantages[i], within(1e-14));
          }
        });
  }

  @Test
  void partsOfABatchMergeToTheWhole() {
    Seeds.forEach(
        200,
        random -> {
          int size = 2 + random.nextInt(50);
          double[] rewards = random.doubles(size, -3, 5).toArray();
          BatchStatistics whole = new BatchStatistics();
          whole.add(rewards);
          int cut = random.nextInt(size);
          BatchStatistics left = new BatchStatistics();
          left.add(Arrays.copyOf(rewards, cut));
          BatchStatistics right = new BatchStatistics();
          right.add(Arrays.copyOfRange(rewards, cut, size));
          right.merge(left);

          assertThat(right.count()).isEqualTo(size);
          assertThat(right.mean()).isCloseTo(whole.mean(), within(1e-15));
          assertThat(right.std()).isCloseTo(whole.std(), within(1e-14));
          double mean = Arrays.stream(rewards).sum() / size;
          double squares = Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
          assertThat(whole.std()).isCloseTo(Math.sqrt(squares / (size - 1)), within(1e-12));
          assertThat(whole.std(0)).isCloseTo(Math.sqrt(squares / size), within(1e-12));
          assertThat(BatchStatistics.of(whole.count(), whole.sum(), whole.sumOfSquares()).std())
              .isCloseTo(whole.std(), within(1e-7));
        });
  }
}
