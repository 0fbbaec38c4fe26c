package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
  @ParameterizedTest
  @CsvSource({
    "72, 72",
    "72.0, 72",
    "7200, 7200",
    "72.000, 72",
    "-3.0, -3",
    "2.50, 2.50",
    "0.0, 0",
    "-0.0, -0.0",
    "1e3, 1000",
    "1.5E-3, 0.0015",
    "1.0E10, 10000000000",
    "1e300000000, 1e300000000",
    "1e-300000000, 1e-300000000",
    "1e99999999999, 1e99999999999",
    "Infinity, Infinity",
  })
  void aWholeNumberHasNoFractionAndAnyOtherIsAsItIsWritten(String written, String text) {
    assertThat(NumberText.of(written)).isEqualTo(text);
  }

  @Test
  void halfFloatsAreThoseOfIeee754() {
    assertThat(HalfFloat.toFloat((short) 0x3c00)).isEqualTo(1f);
    assertThat(HalfFloat.toFloat((short) 0xc500)).isEqualTo(-5f);
    assertThat(HalfFloat.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfFloat.toFloat((short) 0x7bff)).isEqualTo(65504f);
    assertThat(HalfFloat.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(HalfFloat.toFloat((short) 0x7e00)).isNaN();
  }
}
