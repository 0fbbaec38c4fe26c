package dev.vireo.reports.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparklineTest {

  @Test
  void theLeastValueHasTheLowestBar() {
    assertThat(Sparkline.of(List.of(5.0, 6.0, 12.0), 10)).isEqualTo("▁▂█");
    assertThat(Sparkline.of(List.of(0.2, 0.9), 10, 0, 1)).isEqualTo("▂█");
  }

  @Test
  void neighboursAreAveragedWhereThereIsNoRoom() {
    List<Double> values = IntStream.range(0, 80).mapToObj(i -> (double) i).toList();

    assertThat(Sparkline.of(values, 8)).isEqualTo("▁▂▃▄▅▆▇█");
  }

  @Test
  void aConstantIsFlatAndMissingValuesAreLeftOut() {
    assertThat(Sparkline.of(List.of(3.0, Double.NaN, 3.0), 10)).isEqualTo("▁▁");
    assertThat(Sparkline.of(List.of(), 10)).isEmpty();
  }
}
