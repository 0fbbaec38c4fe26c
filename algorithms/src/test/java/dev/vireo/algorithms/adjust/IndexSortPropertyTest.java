package dev.vireo.algorithms.adjust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class IndexSortPropertyTest {

  @Test
  void sortsAsAStableSortDoes() {
    int[] sizes = {0, 1, 2, 7, 40, 41, 100, 1000, 4095, 4096, 20_000};
    Seeds.forEach(
        60,
        random -> {
          int size = sizes[random.nextInt(sizes.length)];
          int kind = random.nextInt(4);
          double[] keys = new double[size];
          for (int i = 0; i < size; i++) {
            keys[i] =
                switch (kind) {
                  case 0 -> random.nextDouble() - .5;
                  case 1 -> random.nextInt(3) == 0 ? -0.0 : random.nextInt(3) - 1;
                  case 2 ->
                      StrictMath.pow(10, random.nextInt(600) - 300) * (1 - 2 * random.nextInt(2));
                  default -> i;
                };
          }
          Integer[] expected = new Integer[size];
          Arrays.setAll(expected, i -> i);
          Arrays.sort(expected, Comparator.comparingDouble(i -> -keys[i] + 0.0));

          assertThat(IndexSort.descending(keys))
              .containsExactly(Arrays.stream(expected).mapToInt(i -> i).toArray());
        });
  }
}
