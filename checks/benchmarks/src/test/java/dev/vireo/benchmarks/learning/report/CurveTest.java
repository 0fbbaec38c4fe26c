package dev.vireo.benchmarks.learning.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CurveTest {

  private static final Curve CURVE = curve(Map.of(0, 0.2, 10, 0.6, 30, 0.8));

  @Test
  void areaIsTheMeanHeightOverIterations() {
    // 10 iterations of mean height .4, and 20 of .7.
    assertThat(CURVE.area()).isCloseTo((10 * 0.4 + 20 * 0.7) / 30, within(1e-12));
  }

  @Test
  void aSinglePointIsItsOwnArea() {
    assertThat(curve(Map.of(20, 0.5)).area()).isEqualTo(0.5);
  }

  @Test
  void aValueIsReachedBetweenPoints() {
    assertThat(CURVE.reaches(0.5).orElseThrow()).isCloseTo(7.5, within(1e-12));
    assertThat(CURVE.reaches(0.8).orElseThrow()).isCloseTo(30, within(1e-12));
    assertThat(CURVE.reaches(0.1).orElseThrow()).isZero();
    assertThat(CURVE.reaches(0.81)).isEmpty();
  }

  /** A curve that falls again has reached what it passed. */
  @Test
  void theFirstTimeCounts() {
    Curve falling = curve(Map.of(0, 0.0, 10, 0.8, 20, 0.4));

    assertThat(falling.reaches(0.4).orElseThrow()).isCloseTo(5, within(1e-12));
  }

  @Test
  void valuesAreReadBetweenPointsAndNotBeyondThem() {
    assertThat(CURVE.at(20)).isCloseTo(0.7, within(1e-12));
    assertThat(CURVE.at(30)).isEqualTo(0.8);
    assertThat(CURVE.at(31)).isNaN();
    assertThat(CURVE.at(-1)).isNaN();
    assertThat(CURVE.at(Double.NaN)).isNaN();
  }

  @Test
  void whatWasNotMeasuredIsNoPoint() {
    assertThat(curve(Map.of(0, Double.NaN, 10, 0.6)).at(0)).isNaN();
    assertThat(curve(Map.of(0, Double.NaN)).isEmpty()).isTrue();
  }

  private static Curve curve(Map<Integer, Double> values) {
    return new Curve(new TreeMap<>(values));
  }
}
