package dev.vireo.benchmarks.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.benchmarks.learning.grid.Cell;
import dev.vireo.benchmarks.learning.report.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningBenchmarkTest {

  private static final Cell ONE = new Cell("addition", "group", "grpo", 1);
  private static final Cell TWO = new Cell("addition", "group", "grpo", 2);
  private static final Cell GONE = new Cell("addition", "group", "grpo", 3);

  /** What was measured again replaces all of the cell; what the grid no longer has is dropped. */
  @Test
  void laterMeasurementsTakeThePlaceOfEarlierOnes() {
    List<Point> earlier = List.of(point(TWO, 0, 0.2), point(TWO, 9, 0.3), point(GONE, 0, 0.1));
    List<Point> later = List.of(point(TWO, 0, 0.25), point(ONE, 0, 0.5));

    assertThat(LearningBenchmark.merged(List.of(ONE, TWO), earlier, later))
        .containsExactly(point(ONE, 0, 0.5), point(TWO, 0, 0.25));
    assertThat(LearningBenchmark.merged(List.of(ONE, TWO), earlier, List.of()))
        .containsExactly(point(TWO, 0, 0.2), point(TWO, 9, 0.3));
  }

  private static Point point(Cell cell, int iteration, double target) {
    return new Point(cell, iteration, target, 0, 0, 0, 0);
  }
}
