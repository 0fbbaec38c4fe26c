package dev.vireo.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void jsonHasWhatACurveNeeds() {
    assertThat(Numbers.json(0.1 + 0.2).toString()).isEqualTo("0.3");
    assertThat(Numbers.json(1.23456789e-7).toString()).isEqualTo("1.234568E-7");
    assertThat(Numbers.json(123_456_789_012.0).toString()).isEqualTo("123456789012");
    assertThat(Numbers.json(Double.NaN).isNull()).isTrue();
    assertThat(Numbers.json(Double.POSITIVE_INFINITY).isNull()).isTrue();
  }

  @Test
  void peopleReadFourDigits() {
    assertThat(Numbers.text(160)).isEqualTo("160");
    assertThat(Numbers.text(0.86734)).isEqualTo("0.867");
    assertThat(Numbers.text(12.3456)).isEqualTo("12.35");
    assertThat(Numbers.text(123_456.7)).isEqualTo("123457");
    assertThat(Numbers.text(0.0003)).isEqualTo("3.00e-04");
    assertThat(Numbers.text(Double.NaN)).isEqualTo("none");
    assertThat(Numbers.text(Double.NEGATIVE_INFINITY)).isEqualTo("-infinite");
  }
}
