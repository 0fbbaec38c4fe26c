package dev.vireo.algorithms.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeededOrderPropertyTest {

  @Test
  void permutationsAreThatAndDependOnSeedAndStream() {
    int[] identity = IntStream.range(0, 100).toArray();
    int[] order = SeededOrder.permutation(100, 1, 2);
    assertThat(order).containsExactlyInAnyOrder(identity).isNotEqualTo(identity);
    assertThat(SeededOrder.permutation(100, 1, 2)).isEqualTo(order);
    assertThat(SeededOrder.permutation(100, 1, 3)).isNotEqualTo(order);
    assertThat(SeededOrder.permutation(100, 2, 2)).isNotEqualTo(order);
    assertThat(SeededOrder.permutation(0, 1, 2)).isEmpty();
  }

  @Test
  void everyPermutationIsAsLikelyAsAnyOther() {
    int[] counts = new int[24];
    int draws = 48_000;
    for (int stream = 0; stream < draws; stream++) {
      int[] order = SeededOrder.permutation(4, 9, stream);
      int rank = 0;
      for (int i = 0; i < 4; i++) {
        int smaller = 0;
        for (int j = i + 1; j < 4; j++) {
          smaller += order[j] < order[i] ? 1 : 0;
        }
        rank = rank * (4 - i) + smaller;
      }
      counts[rank]++;
    }
    double[] expected = new double[24];
    Arrays.fill(expected, draws / 24.0);
    assertThat(ChiSquare.statistic(counts, expected)).isLessThan(ChiSquare.limit(23));
  }

  @Test
  void everyPlaceComesOncePerEpochAndNeverTwiceInAnIteration() {
    Seeds.forEach(
        200,
        random -> {
          int size = 1 + random.nextInt(30);
          int perIteration = 1 + random.nextInt(size);
          long seed = random.nextLong();
          int[] stream = new int[size * 5];
          int filled = 0;
          for (int iteration = 1; filled < stream.length; iteration++) {
            int[] batch = SeededOrder.batch(size, perIteration, iteration, seed);
            assertThat(Arrays.stream(batch).distinct().count()).isEqualTo(perIteration);
            for (int place : batch) {
              if (filled < stream.length) {
                stream[filled++] = place;
              }
            }
          }
          for (int epoch = 0; epoch < 5; epoch++) {
            assertThat(Arrays.copyOfRange(stream, epoch * size, (epoch + 1) * size))
                .containsExactlyInAnyOrder(IntStream.range(0, size).toArray());
          }
        });
  }

  @Test
  void epochsDiffer() {
    assertThat(SeededOrder.batch(50, 50, 1, 4)).isNotEqualTo(SeededOrder.batch(50, 50, 2, 4));
    assertThat(SeededOrder.batch(50, 50, 1, 4)).isNotEqualTo(SeededOrder.batch(50, 50, 1, 5));
    assertThat(SeededOrder.batch(50, 50, 2, 4)).isEqualTo(SeededOrder.batch(50, 50, 2, 4));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> SeededOrder.batch(5, 6, 1, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("6 of 5 prompts");
    assertThatThrownBy(() -> SeededOrder.batch(5, 0, 1, 0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> SeededOrder.batch(5, 5, 0, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no iteration 0");
  }
}
