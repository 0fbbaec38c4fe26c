package dev.vireo.jobs.rewards.mllib;

import java.util.Arrays;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/** Subtracts feature vectors. */
final class VectorDifference {
  private VectorDifference() {}

  /** one - other, without the places where both are equal. */
  static Vector of(Vector one, Vector other) {
    SparseVector left = one.toSparse();
    SparseVector right = other.toSparse();
    int most = left.indices().length + right.indices().length;
    int[] indices = new int[most];
    double[] values = new double[most];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < left.indices().length || j < right.indices().length) {
      int next = Math.min(index(left, i), index(right, j));
      double value = index(left, i) == next ? left.values()[i++] : 0;
      value -= index(right, j) == next ? right.values()[j++] : 0;
      if (value != 0) {
        indices[size] = next;
        values[size++] = value;
      }
    }
    return Vectors.sparse(one.size(), Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
  }

  private static int index(SparseVector vector, int place) {
    return place < vector.indices().length ? vector.indices()[place] : Integer.MAX_VALUE;
  }
}
