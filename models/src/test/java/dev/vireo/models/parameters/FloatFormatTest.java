package dev.vireo.models.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Conversions checked over all 65,536 patterns against definitions that share nothing with the
 * code.
 */
final class FloatFormatTest {
  private static final int PATTERNS = 1 << 16;

  /**
   * IEEE 754-2008, section 3.4: sign, {@code exponentBits} of biased exponent, the rest fraction.
   */
  private static double defined(int bits, int exponentBits) {
    int fractionBits = 15 - exponentBits;
    int bias = (1 << (exponentBits - 1)) - 1;
    int exponent = (bits >> fractionBits) & ((1 << exponentBits) - 1);
    int fraction = bits & ((1 << fractionBits) - 1);
    double sign = (bits & 0x8000) == 0 ? 1 : -1;
    if (exponent == (1 << exponentBits) - 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    double significand = fraction / (double) (1 << fractionBits) + (exponent == 0 ? 0 : 1);
    return sign * significand * Math.pow(2, Math.max(exponent, 1) - bias);
  }

  @Test
  void everyFloat16PatternHasItsValueAndComesBack() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      float value = FloatFormat.float16ToFloat((short) bits);
      assertValue(bits, value, defined(bits, 5));
      assertComesBack(bits, FloatFormat.floatToFloat16(value), value);
    }
  }

  @Test
  void everyBfloat16PatternHasItsValueAndComesBack() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      float value = FloatFormat.bfloat16ToFloat((short) bits);
      assertValue(bits, value, defined(bits, 8));
      assertComesBack(bits, FloatFormat.floatToBfloat16(value), value);
    }
  }

  private static void assertValue(int bits, float value, double expected) {
    if (Double.compare(value, expected) != 0) {
      assertThat((double) value).as("pattern %04x", bits).isEqualTo(expected);
    }
  }

  private static void assertComesBack(int bits, short back, float value) {
    if (!Float.isNaN(value) && (back & 0xffff) != bits) {
      assertThat(back & 0xffff).as("pattern %04x", bits).isEqualTo(bits);
    }
  }

  @Test
  void float16RoundsToTheNearestTiesToEven() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      float below = FloatFormat.float16ToFloat((short) bits);
      float above = FloatFormat.float16ToFloat((short) (bits + 1));
      // Exact: half-way between neighbours needs one bit more than they have.
      float middle = (below + above) / 2;
      assertRounds(FloatFormat.floatToFloat16(middle), bits, (bits & 1) == 0);
      assertRounds(FloatFormat.floatToFloat16(Math.nextDown(middle)), bits, true);
      assertRounds(FloatFormat.floatToFloat16(Math.nextUp(middle)), bits, false);
      assertRounds((short) (FloatFormat.floatToFloat16(-middle) & 0x7fff), bits, (bits & 1) == 0);
    }
  }

  @Test
  void bfloat16RoundsToTheNearestTiesToEven() {
    for (int bits = 0; bits < 0x7f7f; bits++) {
      float middle = Float.intBitsToFloat(bits << 16 | 0x8000);
      assertRounds(FloatFormat.floatToBfloat16(middle), bits, (bits & 1) == 0);
      assertRounds(FloatFormat.floatToBfloat16(Math.nextDown(middle)), bits, true);
      assertRounds(FloatFormat.floatToBfloat16(Math.nextUp(middle)), bits, false);
      assertRounds((short) (FloatFormat.floatToBfloat16(-middle) & 0x7fff), bits, (bits & 1) == 0);
    }
  }

  private static void assertRounds(short rounded, int below, boolean down) {
    int expected = down ? below : below + 1;
    if ((rounded & 0xffff) != expected) {
      assertThat(rounded & 0xffff).as("above pattern %04x", below).isEqualTo(expected);
    }
  }

  @Test
  void beyondTheRangeIsInfinity() {
    assertThat(FloatFormat.floatToFloat16(65519.996f)).isEqualTo((short) 0x7bff);
    assertThat(FloatFormat.floatToFloat16(65520f)).isEqualTo((short) 0x7c00);
    assertThat(FloatFormat.floatToFloat16(-1e30f)).isEqualTo((short) 0xfc00);
    assertThat(FloatFormat.floatToFloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
    assertThat(FloatFormat.floatToBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
    assertThat(FloatFormat.floatToBfloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
  }

  @Test
  void notANumberStaysNotANumber() {
    // Payloads in the low bits only: cutting them off would leave infinity.
    for (int payload : new int[] {1, 0x1fff, 0xffff, 0x400000, 0x7fffff}) {
      float value = Float.intBitsToFloat(0x7f800000 | payload);
      assertThat(FloatFormat.float16ToFloat(FloatFormat.floatToFloat16(value))).isNaN();
      assertThat(FloatFormat.bfloat16ToFloat(FloatFormat.floatToBfloat16(value))).isNaN();
      assertThat(FloatFormat.float16ToFloat(FloatFormat.floatToFloat16(-value))).isNaN();
    }
  }
}
