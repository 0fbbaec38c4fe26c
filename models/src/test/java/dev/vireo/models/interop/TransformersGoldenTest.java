package dev.vireo.models.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.SampledGroup;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.testing.Flat;
import dev.vireo.models.testing.Models;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models as transformers writes them give what transformers computes. The files are made anew by
 * {@code $(checks/interop/environment)/bin/python checks/interop/make_fixtures.py}.
 */
class TransformersGoldenTest {
  private static final double TOLERANCE = 1e-4;
  private static final int NEW_TOKENS = 64;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "mistral"})
  void logitsAreTransformers(String name) {
    Fixture fixture = Fixture.of(name);
    List<int[]> sequences = Fixture.sequences(fixture.expected().get("sequences"));
    int longest = sequences.stream().mapToInt(sequence -> sequence.length).max().orElseThrow();
    long[] tokens = new long[sequences.size() * longest];
    for (int row = 0; row < sequences.size(); row++) {
      for (int t = 0; t < sequences.get(row).length; t++) {
        tokens[row * longest + t] = sequences.get(row)[t];
      }
    }
    try (Model policy = policy(fixture)) {
      Autograd.recordGradients(false);
      float[] logits =
          NativeScope.call(
              () -> {
                DecoderWeights weights = policy.weights();
                NDArray hidden =
                    policy
                        .decoder()
                        .hidden(
                            weights,
                            NativeArrays.of(policy.manager(), tokens),
                            policy.decoder().causal(sequences.size(), longest));
                return policy.decoder().logits(weights, hidden, 1).toFloatArray();
              });
      int vocabularySize = policy.config().vocabularySize();
      for (int row = 0; row < sequences.size(); row++) {
        float[] expected = fixture.numbers("logits." + row);
        assertThat(expected).hasSize(sequences.get(row).length * vocabularySize);
        for (int i = 0; i < expected.length; i++) {
          assertThat(logits[row * longest * vocabularySize + i])
              .as("logit %d of sequence %d", i, row)
              .isCloseTo(expected[i], within((float) TOLERANCE));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "mistral"})
  void likeliestTokensAreTransformers(String name) {
    Fixture fixture = Fixture.of(name);
    List<PromptTokens> prompts = new ArrayList<>();
    for (JsonNode one : fixture.expected().get("greedy")) {
      int[] prompt = Fixture.tokens(one.get("prompt"));
      prompts.add(new PromptTokens("p" + prompts.size(), prompt));
    }
    assertThat(prompts).hasSize(20);
    SampleRequest request =
        new SampleRequest(2, NEW_TOKENS, new SamplingSettings(0, 1, 0), new int[0], 1, 0);
    try (Model policy = policy(fixture)) {
      // Short prompts are copied to each sequence of the cache; among long ones all are shared.
      List<SampledGroup> groups =
          new ArrayList<>(new Sampler(policy).sample(prompts.subList(0, 5), request));
      groups.addAll(new Sampler(policy).sample(prompts.subList(5, prompts.size()), request));
      for (int i = 0; i < prompts.size(); i++) {
        int[] expected = Fixture.tokens(fixture.expected().get("greedy").get(i).get("completion"));
        assertThat(expected).hasSize(NEW_TOKENS);
        for (SampledCompletion completion : groups.get(i).completions()) {
          assertThat(completion.tokenIds()).as("prompt %d", i).containsExactly(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "mistral"})
  void logprobsAndGradientAreTransformers(String name) {
    Fixture fixture = Fixture.of(name);
    try (Model policy = policy(fixture)) {
      ExpectedGradient.check(policy, fixture);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "mistral"})
  void tenStepsAreTorchs(String name) {
    Fixture fixture = Fixture.of(name);
    JsonNode settings = fixture.expected().get("adamw");
    ModelDirectory directory = ModelDirectory.open(fixture.directory());
    ParameterSet parameters = directory.parameters();
    float[] gradient = Flat.of(fixture.set("gradient", directory.layout()));
    AdamW optimizer =
        new AdamW(
            new AdamWSettings(
                settings.get("lr").asDouble(),
                0,
                settings.get("betas").get(0).asDouble(),
                settings.get("betas").get(1).asDouble(),
                settings.get("eps").asDouble(),
                settings.get("weight_decay").asDouble(),
                0),
            OptimizerState.initial(parameters));
    int step = 0;
    for (JsonNode factor : settings.get("factors")) {
      float[] scaled = gradient.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= (float) factor.asDouble();
      }
      optimizer.step(parameters, Flat.set(directory.layout(), scaled));
      step++;
      if (step == 1 || step == 10) {
        assertThat(Models.widened(Flat.of(parameters)))
            .as("step %d", step)
            .containsExactly(
                Models.widened(Flat.of(fixture.set("adamw" + step, directory.layout()))),
                within(1e-6));
      }
    }
    assertThat(step).isEqualTo(10);
  }

  private static Model policy(Fixture fixture) {
    return Model.load(ModelDirectory.open(fixture.directory()), Device.cpu());
  }
}
