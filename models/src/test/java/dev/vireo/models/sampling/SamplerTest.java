package dev.vireo.models.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.GeometricMixture;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.algorithms.sampling.TokenSampler;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Models;
import dev.vireo.models.testing.ReferenceDecoder;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.StopStrings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// Over 300 lines: most cases draw what was sampled once more, from the reference decoder.
class SamplerTest {
  private static final SamplingSettings PLAIN = new SamplingSettings(1, 1, 0);
  private static final int STOP = 0;

  static List<ModelConfig> configs() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyTokenIsTheOneTheReferenceDraws(ModelConfig config) {
    float[] parameters = Models.parameters(config, 1);
    ReferenceDecoder reference = new ReferenceDecoder(config, Models.widened(parameters));
    SampleRequest request = new SampleRequest(3, 9, PLAIN, new int[] {STOP}, 17, 4);
    List<PromptTokens> prompts = prompts(config, 3, 7, 5);
    List<SampledGroup> groups;
    try (Model policy = Models.policy(config, parameters)) {
      groups = new Sampler(policy).sample(prompts, request);
    }
    int tokens = 0;
    for (int i = 0; i < prompts.size(); i++) {
      for (SampledCompletion completion : groups.get(i).completions()) {
        tokens += assertDrawnFrom(reference::logits, prompts.get(i), completion, request, config);
      }
    }
    assertThat(tokens).isGreaterThan(40);
  }

  /** Which are drawn in libtorch. */
  @Test
  void everyTokenOfALargeVocabularyIsTheOneTheReferenceDraws() {
    everyTokenIsTheOneTheReferenceDraws(Models.llama().toBuilder().vocabularySize(8200).build());
  }

  private static int assertDrawnFrom(
      Function<int[], double[][]> logitsOf,
      PromptTokens prompt,
      SampledCompletion completion,
      SampleRequest request,
      ModelConfig config) {
    TokenSampler sampler = new TokenSampler(request.sampling());
    int[] ids = completion.tokenIds();
    int[] promptIds = prompt.tokenIds();
    for (int t = 0; t < ids.length; t++) {
      int[] before = new int[promptIds.length + t];
      System.arraycopy(promptIds, 0, before, 0, promptIds.length);
      System.arraycopy(ids, 0, before, promptIds.length, t);
      double[] row = logitsOf.apply(before)[before.length - 1];
      float[] logits = new float[row.length];
      for (int v = 0; v < row.length; v++) {
        logits[v] = (float) row[v];
      }
      double uniform =
          SamplingKey.uniform(
              SamplingKey.completionKey(
                  request.seed(),
                  request.iteration(),
                  SamplingKey.promptKey(prompt.promptId()),
                  completion.sampleIndex()),
              t);
      assertThat(sampler.draw(logits, 0, logits.length, uniform)).isEqualTo(ids[t]);
      assertThat((double) completion.logprobs()[t]).isCloseTo(sampler.lastLogprob(), within(1e-5));
      assertThat(ids[t] == STOP).isEqualTo(completion.stopped() && t == ids.length - 1);
    }
    assertThat(completion.stopped() || ids.length == request.maxNewTokens()).isTrue();
    assertThat(config.vocabularySize()).isGreaterThan(STOP);
    return ids.length;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void recordedLogprobsAreTheScorers(ModelConfig config) {
    assertRecordedLogprobsAreTheScorers(config, prompts(config, 9, 1, 30, 30, 4));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void recordedLogprobsAreTheScorersAfterLongPrompts(ModelConfig config) {
    assertRecordedLogprobsAreTheScorers(config, prompts(config, 70, 100, 5));
    assertRecordedLogprobsAreTheScorers(config, prompts(config, 80, 80));
  }

  private static void assertRecordedLogprobsAreTheScorers(
      ModelConfig config, List<PromptTokens> prompts) {
    SamplingSettings warm = new SamplingSettings(0.8, 0.9, 7);
    SampleRequest request = new SampleRequest(6, 60, warm, new int[] {1, STOP}, 3, 0);
    try (Model policy = Models.policy(config, Models.parameters(config, 2))) {
      List<SampledGroup> groups = new Sampler(policy).sample(prompts, request);
      List<TokenSequence> sequences = new ArrayList<>();
      List<float[]> recorded = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        for (SampledCompletion completion : groups.get(i).completions()) {
          sequences.add(new TokenSequence(prompts.get(i).tokenIds(), completion.tokenIds()));
          recorded.add(completion.logprobs());
        }
      }
      double[][] scored = new LogprobScorer(policy).score(sequences, warm.temperature());
      for (int i = 0; i < scored.length; i++) {
        assertThat(Models.widened(recorded.get(i)))
            .as("sequence %d", i)
            .containsExactly(scored[i], within(1e-5));
      }
    }
  }

  /** The same draws up to the end: a stop text changes where a completion ends and nothing else. */
  @Test
  void aStopTextEndsTheSameCompletionEarlier() {
    ModelConfig config = Models.llama();
    ByteTokenizer bytes = ByteTokenizer.create();
    try (Model policy = Models.policy(config, Models.parameters(config, 1))) {
      List<PromptTokens> prompts = prompts(config, 3, 7);
      List<SampledCompletion> whole = sampled(policy, prompts, StopStrings.none());
      int[] first = whole.get(0).tokenIds();
      String stop = new String(new char[] {(char) first[4], (char) first[5]});
      StopStrings stops = StopStrings.of(List.of(stop), bytes);
      List<SampledCompletion> cut = sampled(policy, prompts, stops);
      assertThat(cut.get(0).stopped()).isTrue();
      for (int i = 0; i < cut.size(); i++) {
        int[] all = whole.get(i).tokenIds();
        assertThat(cut.get(i).tokenIds()).isEqualTo(Arrays.copyOf(all, stops.keptOf(all)));
        assertThat(bytes.decode(cut.get(i).tokenIds()).contains(stop))
            .isEqualTo(cut.get(i).stopped());
      }
    }
  }

  private static List<SampledCompletion> sampled(
      Model policy, List<PromptTokens> prompts, StopStrings stops) {
    SampleRequest request = new SampleRequest(4, 30, PLAIN, new int[0], stops, 8, 1);
    return new Sampler(policy)
        .sample(prompts, request).stream().flatMap(group -> group.completions().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aMixtureIsDrawnFromTheMeanOfBothLogits(ModelConfig config) {
    float[] own = Models.parameters(config, 1);
    float[] others = Models.parameters(config, 2);
    GeometricMixture mixture = new GeometricMixture(0.25);
    SampleRequest request = new SampleRequest(2, 9, PLAIN, new int[] {STOP}, 17, 4);
    List<PromptTokens> prompts = prompts(config, 3, 7);
    List<SampledGroup> mixed;
    List<SampledGroup> pure;
    List<SampledGroup> plain;
    try (Model policy = Models.policy(config, own);
        Model reference = Models.policy(config, others)) {
      mixed = Sampler.ofMixture(policy, reference, mixture).sample(prompts, request);
      pure = Sampler.ofMixture(policy, reference, new GeometricMixture(1)).sample(prompts, request);
      plain = new Sampler(reference).sample(prompts, request);
    }
    ReferenceDecoder one = new ReferenceDecoder(config, Models.widened(own));
    ReferenceDecoder other = new ReferenceDecoder(config, Models.widened(others));
    Function<int[], double[][]> both =
        tokens -> {
          double[][] logits = one.logits(tokens);
          double[][] beside = other.logits(tokens);
          for (int t = 0; t < logits.length; t++) {
            for (int v = 0; v < logits[t].length; v++) {
              logits[t][v] = 0.75 * logits[t][v] + 0.25 * beside[t][v];
            }
          }
          return logits;
        };
    for (int i = 0; i < prompts.size(); i++) {
      assertSameTokens(pure.get(i), plain.get(i));
      for (SampledCompletion completion : mixed.get(i).completions()) {
        assertDrawnFrom(both, prompts.get(i), completion, request, config);
      }
    }
    assertThat(mixed).isNotEqualTo(plain);
  }

  @Test
  void aPartOfAGroupIsWhatItWouldBeInTheWhole() {
    ModelConfig config = Models.llama();
    List<PromptTokens> prompts = prompts(config, 4, 9);
    try (Model policy = Models.policy(config, Models.parameters(config, 3))) {
      Sampler sampler = new Sampler(policy);
      List<SampledGroup> whole =
          sampler.sample(prompts, new SampleRequest(3, 9, PLAIN, new int[] {STOP}, 8, 1));
      List<SampledGroup> part =
          sampler.sample(
              prompts,
              new SampleRequest(2, 1, 9, PLAIN, new int[] {STOP}, StopStrings.none(), 8, 1));
      for (int i = 0; i < prompts.size(); i++) {
        SampledCompletion last = part.get(i).completions().get(0);
        assertThat(last.sampleIndex()).isEqualTo(2);
        assertThat(last.tokenIds()).isEqualTo(whole.get(i).completions().get(2).tokenIds());
      }
    }
  }

  @Test
  void companyDoesNotChangeWhatIsDrawn() {
    ModelConfig config = Models.llama();
    SampleRequest request = new SampleRequest(5, 20, PLAIN, new int[] {STOP}, 8, 1);
    List<PromptTokens> prompts = prompts(config, 2, 12, 6, 80, 6);
    try (Model policy = Models.policy(config, Models.parameters(config, 3))) {
      Sampler sampler = new Sampler(policy);
      List<SampledGroup> together = sampler.sample(prompts, request);
      List<PromptTokens> reversed = new ArrayList<>(prompts);
      Collections.reverse(reversed);
      List<SampledGroup> backwards = sampler.sample(reversed, request);
      for (int i = 0; i < prompts.size(); i++) {
        List<SampledGroup> alone = sampler.sample(List.of(prompts.get(i)), request);
        assertSameTokens(alone.get(0), together.get(i));
        assertSameTokens(backwards.get(prompts.size() - 1 - i), together.get(i));
      }
    }
  }

  @Test
  void theSameCallGivesTheSameBits() {
    ModelConfig config = Models.qwen();
    SampleRequest request = new SampleRequest(7, 30, PLAIN, new int[] {STOP}, 8, 1);
    List<PromptTokens> prompts = prompts(config, 2, 12, 6);
    ParameterSet parameters = Models.parameterSet(config, 4);
    try (Model first = Models.policy(config, parameters);
        Model second = Models.policy(config, ParameterSet.zeros(parameters.sizes()))) {
      second.assign(parameters);
      List<SampledGroup> expected = new Sampler(first).sample(prompts, request);
      for (Model policy : List.of(first, second)) {
        List<SampledGroup> again = new Sampler(policy).sample(prompts, request);
        for (int i = 0; i < prompts.size(); i++) {
          assertSameTokens(again.get(i), expected.get(i));
          for (int s = 0; s < request.groupSize(); s++) {
            assertThat(again.get(i).completions().get(s).logprobs())
                .containsExactly(expected.get(i).completions().get(s).logprobs());
          }
        }
      }
    }
  }

  @Test
  void temperatureZeroTakesTheLikeliest() {
    ModelConfig config = Models.llama();
    float[] parameters = Models.parameters(config, 5);
    ReferenceDecoder reference = new ReferenceDecoder(config, Models.widened(parameters));
    SampleRequest request =
        new SampleRequest(2, 6, new SamplingSettings(0, 1, 0), new int[0], 1, 0);
    PromptTokens prompt = prompts(config, 4).get(0);
    try (Model policy = Models.policy(config, parameters)) {
      SampledGroup group = new Sampler(policy).sample(List.of(prompt), request).get(0);
      int[] ids = group.completions().get(0).tokenIds();
      assertThat(group.completions().get(1).tokenIds()).containsExactly(ids);
      assertThat(group.completions().get(0).stopped()).isFalse();
      double[] expected = reference.logprobs(prompt.tokenIds(), ids, 1);
      assertThat(Models.widened(group.completions().get(0).logprobs()))
          .containsExactly(expected, within(1e-5));
      double[] row = reference.logits(prompt.tokenIds())[3];
      for (double logit : row) {
        assertThat(logit).isLessThanOrEqualTo(row[ids[0]]);
      }
    }
  }

  @Test
  void completionsEndWithTheContext() {
    ModelConfig config = Models.llama().toBuilder().contextLength(10).build();
    SampleRequest request = new SampleRequest(2, 50, PLAIN, new int[0], 1, 0);
    try (Model policy = Models.policy(config, Models.parameters(config, 6))) {
      List<SampledGroup> groups = new Sampler(policy).sample(prompts(config, 9, 4), request);
      assertThat(groups.get(0).completions().get(1).tokenIds()).hasSize(1);
      assertThat(groups.get(1).completions().get(0).tokenIds()).hasSize(6);
      assertThat(groups.get(1).completions().get(0).stopped()).isFalse();
    }
  }

  @Test
  void promptsThatCannotBeCompletedAreRefusedByName() {
    ModelConfig config = Models.llama().toBuilder().contextLength(10).build();
    SampleRequest request = new SampleRequest(2, 5, PLAIN, new int[0], 1, 0);
    try (Model policy = Models.policy(config, Models.parameters(config, 6))) {
      Sampler sampler = new Sampler(policy);
      assertThatThrownBy(() -> sampler.sample(prompts(config, 10), request))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "prompt p0 has 10 tokens, which leaves no room for a completion in the model's"
                  + " context of 10");
      assertThatThrownBy(() -> sampler.sample(prompts(config, 0), request))
          .isInstanceOf(InputException.class)
          .hasMessage("prompt p0 has no tokens");
      assertThatThrownBy(
              () -> sampler.sample(List.of(new PromptTokens("a", new int[] {3, 11})), request))
          .isInstanceOf(InputException.class)
          .hasMessage("prompt a has token 11, outside the model's vocabulary of 11");
    }
  }

  private static List<PromptTokens> prompts(ModelConfig config, int... lengths) {
    Random random = new Random(lengths.length);
    List<PromptTokens> prompts = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      prompts.add(new PromptTokens("p" + i, Models.tokens(random, lengths[i], config)));
    }
    return prompts;
  }

  private static void assertSameTokens(SampledGroup actual, SampledGroup expected) {
    assertThat(actual.promptId()).isEqualTo(expected.promptId());
    for (int i = 0; i < expected.completions().size(); i++) {
      assertThat(actual.completions().get(i).tokenIds())
          .containsExactly(expected.completions().get(i).tokenIds());
    }
  }
}
