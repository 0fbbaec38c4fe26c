package dev.vireo.jobs.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

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

  /** Each sequence's numbers, of as many labels as the head has. */
  public static double[][] rows(float[] flat, List<TorchWorker.Sequence> sequences) {
    int places = sequences.stream().mapToInt(sequence -> sequence.places().length).sum();
    int labels = places == 0 ? 1 : flat.length / places;
    if (labels * places != flat.length) {
      throw new IllegalStateException(
          "the worker gave %d numbers for %d places".formatted(flat.length, places));
    }
    double[][] rows = new double[sequences.size()][];
    int at = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[sequences.get(i).places().length * labels];
      for (int t = 0; t < rows[i].length; t++) {
        rows[i][t] = flat[at++];
      }
    }
    return rows;
  }

  /** The same numbers, one after the other. */
  public static float[] flat(double[][] rows) {
    float[] flat = new float[Arrays.stream(rows).mapToInt(row -> row.length).sum()];
    int at = 0;
    for (double[] row : rows) {
      for (double value : row) {
        flat[at++] = (float) value;
      }
    }
    return flat;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
