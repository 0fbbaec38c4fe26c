package dev.vireo.jobs.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Arrays as workers read and write them: base64 of little-endian numbers of four bytes. */
public final class Packed {
  private Packed() {}

  /** Packs. */
  public static String of(int[] values) {
    ByteBuffer bytes = buffer(values.length);
    bytes.asIntBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Packs. */
  public static String of(float[] values) {
    ByteBuffer bytes = buffer(values.length);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Unpacks. */
  public static float[] floats(String packed) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(packed)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
