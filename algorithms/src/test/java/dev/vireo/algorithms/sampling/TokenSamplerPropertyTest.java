package dev.vireo.algorithms.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TokenSamplerPropertyTest {

  @TestFactory
  Stream<DynamicTest> drawsFollowTheDistribution() {
    List<SamplingSettings> all = new ArrayList<>();
    for (double temperature : new double[] {.7, 1, 1.3}) {
      all.add(new SamplingSettings(temperature, 1, 0));
      all.add(new SamplingSettings(temperature, .9, 0));
      all.add(new SamplingSettings(temperature, 1, 40));
      all.add(new SamplingSettings(temperature, 1, 3));
      all.add(new SamplingSettings(temperature, .8, 100));
    }
    return all.stream().map(s -> DynamicTest.dynamicTest(s.toString(), () -> drawMany(s)));
  }

  private static void drawMany(SamplingSettings settings) {
    // So that each of the three ways to cut is taken: a heap, parting at once, and no cut at all.
    int size = settings.topK() == 3 || settings.topP() == 1 ? 258 : 97;
    int draws = 200_000;
    float[] logits = new float[size + 7];
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < size; i++) {
      logits[7 + i] = (float) (6 * random.nextDouble());
    }
    double[] shares =
        ReferenceDistribution.of(Arrays.copyOfRange(logits, 7, logits.length), settings);
    long key = SamplingKey.completionKey(5, 1, SamplingKey.promptKey(settings.toString()), 0);
    TokenSampler sampler = new TokenSampler(settings);
    int[] counts = new int[size];
    for (int i = 0; i < draws; i++) {
      counts[sampler.draw(logits, 7, size, SamplingKey.uniform(key, i))]++;
    }

    // Cells expecting fewer than five are taken together.
    int[] cells = new int[size + 1];
    double[] expected = new double[size + 1];
    int used = 1;
    for (int i = 0; i < size; i++) {
      if (shares[i] == 0) {
        assertThat(counts[i]).as("draws of token %s, which is cut off", i).isZero();
      }
      int cell = shares[i] * draws < 5 ? 0 : used++;
      cells[cell] += counts[i];
      expected[cell] += shares[i] * draws;
    }
    int first = expected[0] < 5 ? 1 : 0;
    double statistic =
        ChiSquare.statistic(
            Arrays.copyOfRange(cells, first, used), Arrays.copyOfRange(expected, first, used));
    assertThat(statistic).isLessThan(ChiSquare.limit(Math.max(1, used - first - 1)));
  }

  @Test
  void eachUniformNumberMeansTheTokenItsDefinitionSays() {
    Seeds.forEach(
        3000,
        random -> {
          int size = 1 + random.nextInt(random.nextInt(10) == 0 ? 2000 : 30);
          int offset = random.nextInt(5);
          float[] logits = new float[offset + size];
          float[] row = new float[size];
          int kind = random.nextInt(3);
          for (int i = 0; i < size; i++) {
            row[i] =
                switch (kind) {
                  case 0 -> (float) (8 * random.nextDouble() - 4);
                  case 1 -> random.nextInt(4);
                  default -> random.nextInt(3) == 0 ? Float.NEGATIVE_INFINITY : i % 5;
                };
          }
          row[random.nextInt(size)] = 1;
          System.arraycopy(row, 0, logits, offset, size);
          SamplingSettings settings =
              new SamplingSettings(
                  .5 + random.nextDouble(),
                  random.nextBoolean() ? 1 : .05 + .9 * random.nextDouble(),
                  random.nextBoolean() ? 0 : 1 + random.nextInt(size + 2));
          double uniform = random.nextDouble();
          TokenSampler sampler = new TokenSampler(settings);

          int token = sampler.draw(logits, offset, size, uniform);

          double[] shares = ReferenceDistribution.of(row, settings);
          double before = 0;
          for (int i = 0; i < token; i++) {
            before += shares[i];
          }
          assertThat(shares[token]).isPositive();
          assertThat(uniform).isBetween(before - 1e-12, before + shares[token] + 1e-12);
          assertThat(sampler.lastLogprob())
              .isCloseTo(
                  StrictMath.log(ReferenceDistribution.softmax(row, settings.temperature())[token]),
                  within(1e-12));
        });
  }

  @Test
  void aSamplerRemembersNothing() {
    TokenSampler used = new TokenSampler(new SamplingSettings(1, .9, 20));
    Seeds.forEach(
        300,
        random -> {
          int size = 1 + random.nextInt(600);
          float[] logits = new float[size];
          for (int i = 0; i < size; i++) {
            logits[i] = random.nextInt(50) / 10f;
          }
          double uniform = random.nextDouble();
          TokenSampler fresh = new TokenSampler(new SamplingSettings(1, .9, 20));
          assertThat(used.draw(logits, 0, size, uniform))
              .isEqualTo(fresh.draw(logits, 0, size, uniform));
          assertThat(used.lastLogprob()).isEqualTo(fresh.lastLogprob());
        });
  }
}
