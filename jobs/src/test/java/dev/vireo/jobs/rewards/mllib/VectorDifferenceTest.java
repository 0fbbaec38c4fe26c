package dev.vireo.jobs.rewards.mllib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;

class VectorDifferenceTest {
  @Test
  void subtractsWhateverTheVectorsShare() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      double[] one = values(random);
      double[] other = values(random);
      double[] expected = new double[one.length];
      for (int i = 0; i < one.length; i++) {
        expected[i] = one[i] - other[i];
      }
      Vector difference = VectorDifference.of(Vectors.dense(one), Vectors.dense(other).toSparse());
      assertThat(difference.toArray()).as("seed %d", seed).containsExactly(expected);
      assertThat(difference.numActives()).isEqualTo(difference.numNonzeros());
    }
  }

  private static double[] values(Random random) {
    double[] values = new double[6];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? 0 : random.nextInt(3);
    }
    return values;
  }
}
