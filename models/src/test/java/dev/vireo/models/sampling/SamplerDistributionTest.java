package dev.vireo.models.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Model;
import dev.vireo.models.testing.Models;
import dev.vireo.models.testing.ReferenceDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs of tokens come as often as the model says: Pearson's test on all pairs, against
 * probabilities by their definition and in float64. The sampling core by itself is held to its
 * distribution in the algorithms' {@code TokenSamplerPropertyTest}.
 */
class SamplerDistributionTest {
  private static final int DRAWS = 20_000;
  private static final int PER_CALL = 2_000;
  private static final int[] PROMPT = {3, 1, 4, 1, 5};

  static List<SamplingSettings> settings() {
    List<SamplingSettings> all = new ArrayList<>();
    for (double temperature : new double[] {.7, 1, 1.3}) {
      all.add(new SamplingSettings(temperature, 1, 0));
      all.add(new SamplingSettings(temperature, .8, 0));
      all.add(new SamplingSettings(temperature, 1, 4));
      all.add(new SamplingSettings(temperature, .9, 6));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void pairsComeAsOftenAsTheModelSays(SamplingSettings settings) {
    ModelConfig config = Models.qwen();
    int size = config.vocabularySize();
    float[] parameters = Models.parameters(config, 8);
    ReferenceDecoder reference = new ReferenceDecoder(config, Models.widened(parameters));
    double[] chances = new double[size * size];
    double[][] logprobs = new double[size * size][];
    double[] firsts = chances(lastRow(reference, PROMPT), settings);
    for (int first = 0; first < size; first++) {
      double[] seconds = chances(lastRow(reference, joined(PROMPT, first)), settings);
      for (int second = 0; second < size; second++) {
        int[] pair = {first, second};
        chances[first * size + second] = firsts[first] * seconds[second];
        logprobs[first * size + second] = reference.logprobs(PROMPT, pair, settings.temperature());
      }
    }

    int[] counts = new int[size * size];
    try (Model policy = Models.policy(config, parameters)) {
      Sampler sampler = new Sampler(policy);
      for (int call = 1; call <= DRAWS / PER_CALL; call++) {
        SampleRequest request = new SampleRequest(PER_CALL, 2, settings, new int[0], 29, call);
        List<SampledGroup> groups = sampler.sample(List.of(new PromptTokens("p", PROMPT)), request);
        for (SampledCompletion completion : groups.get(0).completions()) {
          int pair = completion.tokenIds()[0] * size + completion.tokenIds()[1];
          counts[pair]++;
          assertThat(Models.widened(completion.logprobs()))
              .containsExactly(logprobs[pair], within(1e-5));
        }
      }
    }
    assertFits(counts, chances);
  }

  private static double[] lastRow(ReferenceDecoder reference, int[] tokens) {
    return reference.logits(tokens)[tokens.length - 1];
  }

  private static int[] joined(int[] tokens, int next) {
    int[] all = Arrays.copyOf(tokens, tokens.length + 1);
    all[tokens.length] = next;
    return all;
  }

  /** Softmax, the likeliest k, of those the fewest that hold the share p, renormalised. */
  private static double[] chances(double[] logits, SamplingSettings settings) {
    double[] masses =
        Arrays.stream(logits).map(x -> Math.exp(x / settings.temperature())).toArray();
    int kept = settings.topK() == 0 ? masses.length : settings.topK();
    List<Integer> likeliest =
        IntStream.range(0, masses.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -masses[i]))
            .limit(kept)
            .toList();
    double held = likeliest.stream().mapToDouble(i -> masses[i]).sum();
    double[] chances = new double[masses.length];
    double sum = 0;
    for (int token : likeliest) {
      if (sum < settings.topP() * held) {
        chances[token] = masses[token];
        sum += masses[token];
      }
    }
    for (int i = 0; i < chances.length; i++) {
      chances[i] /= sum;
    }
    return chances;
  }

  /** By Pearson's test at a chance of 1e-4; pairs that expect fewer than 5 are taken together. */
  private static void assertFits(int[] counts, double[] chances) {
    double statistic = 0;
    int cells = 0;
    int rareCount = 0;
    double rareExpected = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = DRAWS * chances[i];
      if (expected >= 5) {
        statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        cells++;
      } else {
        assertThat(chances[i] > 0 || counts[i] == 0).as("pair %d is cut off", i).isTrue();
        rareCount += counts[i];
        rareExpected += expected;
      }
    }
    if (rareExpected >= 5) {
      statistic += (rareCount - rareExpected) * (rareCount - rareExpected) / rareExpected;
      cells++;
    }
    assertThat(cells).isGreaterThan(9);
    // Wilson and Hilferty's approximation of the upper 1e-4 point.
    double part = 2.0 / (9 * (cells - 1));
    double root = 1 - part + 3.719016485455709 * Math.sqrt(part);
    assertThat(statistic).isLessThan((cells - 1) * root * root * root);
  }
}
