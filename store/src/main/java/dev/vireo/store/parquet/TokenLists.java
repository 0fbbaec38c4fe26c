package dev.vireo.store.parquet;

import java.util.ArrayList;
import java.util.List;

/** Converts between the lists in a dataset's rows and the arrays that models and algorithms use. */
public final class TokenLists {

  private TokenLists() {}

  /** Token ids as an array. */
  public static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Log-probabilities as an array. */
  public static double[] doubles(List<Float> values) {
    return values.stream().mapToDouble(Float::doubleValue).toArray();
  }

  /** Token ids as a list. */
  public static List<Integer> list(int[] values) {
    List<Integer> list = new ArrayList<>(values.length);
    for (int value : values) {
      list.add(value);
    }
    return list;
  }

  /** Log-probabilities as a list, in the datasets' precision. */
  public static List<Float> floats(double[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add((float) value);
    }
    return list;
  }

  /** Log-probabilities as a list. */
  public static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
