package dev.vireo.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.SampledGroup;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Flat;
import dev.vireo.models.testing.Losses;
import dev.vireo.models.testing.Models;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.training.GradientAccumulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products in bfloat16, whose numbers have 8 bits: what float32 says is what they say, about. */
final class Bfloat16Test {
  private static final Compute PRODUCTS = new Compute(Device.cpu(), FloatFormat.BFLOAT16);

  @TempDir Path folder;

  static List<ModelConfig> configs() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void logprobsAreThoseOfFloat32ButForRounding(ModelConfig config) {
    List<TokenSequence> sequences = sequences(config);
    double[][] expected;
    double[][] found;
    try (Model model = Models.policy(config, Models.parameterSet(config, 1))) {
      expected = new LogprobScorer(model).score(sequences, 1);
    }
    try (Model model = rounded(config)) {
      found = new LogprobScorer(model).score(sequences, 1);
    }
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).containsExactly(expected[i], within(0.2));
      for (int t = 0; t < expected[i].length; t++) {
        largest = Math.max(largest, Math.abs(found[i][t] - expected[i][t]));
      }
    }
    // Otherwise it was float32.
    assertThat(largest).isGreaterThan(1e-4);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsPointWhereThoseOfFloat32Do(ModelConfig config) {
    float[] expected;
    float[] found;
    float[] checkpointed;
    try (Model model = Models.policy(config, Models.parameterSet(config, 1))) {
      expected = gradient(model, config, false);
    }
    try (Model model = rounded(config)) {
      found = gradient(model, config, false);
      checkpointed = gradient(model, config, true);
    }
    assertThat(cosine(expected, found)).isBetween(0.999, 0.9999999);
    assertThat(cosine(found, checkpointed)).isGreaterThan(0.99999);
  }

  @Test
  void anAdapterOnAFrozenModelIsTrainedToo() {
    ModelConfig config = Models.qwen();
    LoraAdapter adapter =
        new LoraAdapter(config, new LoraSettings(3, 6, List.of("q_proj", "down_proj")));
    float[] values = Flat.of(adapter.initial(2));
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.01f * (i % 7);
    }
    List<float[]> gradients = new ArrayList<>();
    for (FloatFormat products : List.of(FloatFormat.FLOAT32, FloatFormat.BFLOAT16)) {
      try (FrozenParameters base =
              FrozenParameters.create(
                  config,
                  new LanguageModelHead(),
                  Models.parameterSet(config, 1),
                  new Compute(Device.cpu(), products));
          Model model = Model.adapted(base, adapter, Flat.set(adapter.layout(), values))) {
        gradients.add(gradient(model, config, false));
      }
    }
    assertThat(cosine(gradients.get(0), gradients.get(1))).isBetween(0.999, 0.9999999);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aFrozenModelStoredInBfloat16HasTheNumbersOfItsFloat32(ModelConfig config)
      throws IOException {
    Path directory = folder.resolve("model");
    ModelDirectory.write(
        directory,
        config,
        Models.parameterSet(config, 1),
        CarriedFiles.of(ByteTokenizer.create()),
        FloatFormat.BFLOAT16);
    ModelDirectory stored = ModelDirectory.open(directory);
    for (FloatFormat products : List.of(FloatFormat.FLOAT32, FloatFormat.BFLOAT16)) {
      Compute compute = new Compute(Device.cpu(), products);
      try (FrozenParameters narrow = FrozenParameters.load(stored, compute);
          FrozenParameters wide =
              FrozenParameters.create(
                  config, new LanguageModelHead(), stored.parameters(), compute);
          Model found = Model.frozen(narrow);
          Model expected = Model.frozen(wide)) {
        assertThat(new LogprobScorer(found).score(sequences(config), 1))
            .isDeepEqualTo(new LogprobScorer(expected).score(sequences(config), 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void whatIsDrawnHasTheLogprobsThatScoringFinds(ModelConfig config) {
    Random random = new Random(5);
    List<PromptTokens> prompts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      // Long enough that a group keeps its prompt once.
      prompts.add(new PromptTokens("p" + i, Models.tokens(random, 5 + 65 * i, config)));
    }
    SampleRequest request =
        new SampleRequest(4, 12, SamplingSettings.defaults(), new int[] {0}, 1, 1);
    try (Model model = rounded(config)) {
      List<SampledGroup> groups = new Sampler(model).sample(prompts, request);
      for (int i = 0; i < groups.size(); i++) {
        for (SampledCompletion completion : groups.get(i).completions()) {
          TokenSequence sequence =
              new TokenSequence(prompts.get(i).tokenIds(), completion.tokenIds());
          double[] scored = new LogprobScorer(model).score(List.of(sequence), 1)[0];
          for (int t = 0; t < scored.length; t++) {
            assertThat((double) completion.logprobs()[t]).isCloseTo(scored[t], within(0.2));
          }
        }
      }
    }
  }

  @Test
  void threadsAndRepetitionsGiveTheSameBits() {
    ModelConfig config = Models.llama();
    float[] alone;
    try (Model model = rounded(config)) {
      alone = gradient(model, config, false);
      assertThat(gradient(model, config, false)).containsExactly(alone);
    }
    List<CompletableFuture<float[]>> together = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      together.add(
          CompletableFuture.supplyAsync(
              () -> {
                try (Model model = rounded(config)) {
                  return gradient(model, config, false);
                }
              }));
    }
    together.forEach(each -> assertThat(each.join()).containsExactly(alone));
  }

  private static Model rounded(ModelConfig config) {
    return Model.create(config, new LanguageModelHead(), Models.parameterSet(config, 1), PRODUCTS);
  }

  /** With a shared prompt and with own ones, longer than a block of attention. */
  private static List<TokenSequence> sequences(ModelConfig config) {
    Random random = new Random(7);
    int[] prompt = Models.tokens(random, 70, config);
    return List.of(
        new TokenSequence(prompt, Models.tokens(random, 67, config)),
        new TokenSequence(prompt, Models.tokens(random, 9, config)));
  }

  private static float[] gradient(Model model, ModelConfig config, boolean checkpointing) {
    GradientAccumulator accumulator =
        new GradientAccumulator(model).gradientCheckpointing(checkpointing);
    accumulator.zero();
    Losses.supervised(accumulator, sequences(config), 1, 76);
    return Flat.of(accumulator.gradients());
  }

  private static double cosine(float[] left, float[] right) {
    double product = 0;
    double ofLeft = 0;
    double ofRight = 0;
    for (int i = 0; i < left.length; i++) {
      product += (double) left[i] * right[i];
      ofLeft += (double) left[i] * left[i];
      ofRight += (double) right[i] * right[i];
    }
    return product / Math.sqrt(ofLeft * ofRight);
  }
}
