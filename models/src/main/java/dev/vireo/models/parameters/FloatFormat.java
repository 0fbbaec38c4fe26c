package dev.vireo.models.parameters;

/**
 * The format in which floating-point numbers are stored. Reading widens exactly to float32; writing
 * rounds to nearest, ties to even.
 */
public enum FloatFormat {
  FLOAT32("F32", "float32", 4),
  FLOAT16("F16", "float16", 2),
  BFLOAT16("BF16", "bfloat16", 2);

  private final String typeName;
  private final String torchName;
  private final int bytes;

  FloatFormat(String typeName, String torchName, int bytes) {
    this.typeName = typeName;
    this.torchName = torchName;
    this.bytes = bytes;
  }

  /** The name in a safetensors header, such as {@code BF16}. */
  public String typeName() {
    return typeName;
  }

  /** The name in config.json, such as {@code bfloat16}. */
  public String torchName() {
    return torchName;
  }

  /** Bytes per number. */
  public int bytes() {
    return bytes;
  }

  /** The exact value of an IEEE binary16 number. */
  public static float float16ToFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      // Zero or subnormal: fraction * 2^-24, exact in float32.
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }

  /** The IEEE binary16 number nearest to a value; infinity if the value is out of range. */
  public static short floatToFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
    }
    if (magnitude >= 0x47800000) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) {
      // Below the smallest normal number: adding 0.5 lets the float unit round at 2^-24.
      float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | (Float.floatToRawIntBits(shifted) - 0x3f000000));
    }
    // A carry may run into the exponent, up to infinity; that is the correct rounding.
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded - 0x38000000) >>> 13));
  }

  /** The exact value of a bfloat16 number. */
  public static float bfloat16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The bfloat16 number nearest to a value; infinity if the value is out of range. */
  public static short floatToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
