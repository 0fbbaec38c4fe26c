package dev.vireo.benchmarks.learning.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.jobs.rewards.RewardFunctions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TasksTest {

  @Test
  void digitsAreSorted() {
    assertThat(new Sorting("40213").answer()).isEqualTo("01234");
    assertThat(new Sorting("77070").answer()).isEqualTo("00777");
  }

  @Test
  void someAreHeldOutAndNoneIsThereTwice() {
    List<Sorting> all = Sorting.all();

    assertThat(all).hasSize(8000).doesNotHaveDuplicates().isEqualTo(Sorting.all());
    assertThat(all.stream().filter(Sorting::heldOut).count()).isBetween(400L, 600L);
    assertThat(Sorting.clean().lines()).hasSameSizeAs(Sorting.careless().lines().toList());
  }

  @Test
  void aCarelessAnswerIsSeldomRight() {
    SplittableRandom random = new SplittableRandom(1);
    Sorting sorting = new Sorting("86421");
    long right =
        IntStream.range(0, 1000)
            .filter(i -> sorting.carelessAnswer(random).equals("12468"))
            .count();

    // 15%, and a tenth of the 35% that are misread.
    assertThat(right).isBetween(130L, 240L);
  }

  @Test
  void placesAreCounted() {
    assertThat(InPlace.share("01243", "01234")).isEqualTo(0.6);
    assertThat(InPlace.share("01234", "01234")).isEqualTo(1);
    assertThat(InPlace.share("0123", "01234")).isZero();
    assertThat(InPlace.share("", "")).isZero();
  }

  @Test
  void noiseIsTheSameForTheSameCompletionAndOtherwiseNot() {
    double noise = SeededNoise.noise(3, "01+02", "3");

    assertThat(SeededNoise.noise(3, "01+02", "3")).isEqualTo(noise);
    assertThat(SeededNoise.noise(4, "01+02", "3")).isNotEqualTo(noise);
    assertThat(SeededNoise.noise(3, "01+03", "3")).isNotEqualTo(noise);
    assertThat(SeededNoise.noise(3, "01+02", "4")).isNotEqualTo(noise);
  }

  @Test
  void noiseIsNormal() {
    double[] noises =
        IntStream.range(0, 10_000)
            .mapToDouble(i -> SeededNoise.noise(1, "01+02", Integer.toString(i)))
            .toArray();
    double mean = IntStream.range(0, noises.length).mapToDouble(i -> noises[i]).average().orElse(9);
    double square =
        IntStream.range(0, noises.length)
            .mapToDouble(i -> noises[i] * noises[i])
            .average()
            .orElse(9);

    assertThat(mean).isCloseTo(0, within(0.04));
    assertThat(square).isCloseTo(1, within(0.06));
  }

  @Test
  void configurationsFindTheRewards() {
    assertThat(RewardFunctions.types().toString()).contains("in-place", "seeded-noise");
  }
}
