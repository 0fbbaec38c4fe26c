package dev.vireo.reports.completions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderingTest {

  @Test
  void largestFirstEqualsInTheirOrderAndNoNumberLast() {
    double[] values = {1, Double.NaN, 3, 1, -0.0, 0.0, Double.NEGATIVE_INFINITY, 3};

    int[] descending = Ordering.descending(values);

    assertThat(descending).containsExactly(2, 7, 0, 3, 4, 5, 6, 1);
    assertThat(Ordering.ascending(descending, values)).containsExactly(6, 4, 5, 0, 3, 2, 7, 1);
  }

  @Test
  void itIsTheOrderOfAStableSort() {
    Random random = new Random(17);
    double[] values = random.ints(5000, -50, 50).mapToDouble(value -> value / 7.0).toArray();

    int[] expected =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparing(place -> -values[place]))
            .mapToInt(Integer::intValue)
            .toArray();

    assertThat(Ordering.descending(values)).isEqualTo(expected);
  }
}
