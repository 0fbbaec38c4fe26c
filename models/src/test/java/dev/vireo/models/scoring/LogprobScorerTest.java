package dev.vireo.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Model;
import dev.vireo.models.testing.Models;
import dev.vireo.models.testing.ReferenceDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogprobScorerTest {
  private static final double TOLERANCE = 2e-5;

  static List<ModelConfig> configs() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void distinctPromptsOfDifferentLengthsEqualTheReference(ModelConfig config) {
    Random random = new Random(1);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sequences.add(Models.sequence(random, 1 + 2 * i, 1 + (i * 5) % 7, config));
    }
    assertEqualsReference(config, sequences, 0.7);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void groupsThatShareAPromptEqualTheReference(ModelConfig config) {
    Random random = new Random(2);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int group = 0; group < 3; group++) {
      int[] prompt = Models.tokens(random, 3 + 4 * group, config);
      for (int i = 0; i < 4 - group; i++) {
        int[] completion = Models.tokens(random, 1 + random.nextInt(5), config);
        sequences.add(new TokenSequence(prompt.clone(), completion));
      }
    }
    assertThat(CompletionBatch.of(sequences).size())
        .as("the prompts are computed once")
        .isLessThan(9 * (11 + 4));
    assertEqualsReference(config, sequences, 1.3);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void sequencesOfSeveralBlocksEqualTheReference(ModelConfig config) {
    Random random = new Random(3);
    int[] prompt = Models.tokens(random, 150, config);
    List<TokenSequence> alone = List.of(Models.sequence(random, 70, 130, config));
    List<TokenSequence> shared =
        List.of(
            new TokenSequence(prompt, Models.tokens(random, 140, config)),
            new TokenSequence(prompt, Models.tokens(random, 66, config)));
    assertEqualsReference(config, alone, 1);
    assertEqualsReference(config, shared, 1);
  }

  @Test
  void chunksOfTheVocabularyChangeNothing() {
    ModelConfig config = Models.qwen();
    Random random = new Random(4);
    List<TokenSequence> sequences =
        List.of(Models.sequence(random, 3, 8, config), Models.sequence(random, 5, 9, config));
    try (Model policy = Models.policy(config, Models.parameters(config, 4))) {
      double[][] whole = new LogprobScorer(policy).score(sequences, 1);
      for (int limit : new int[] {1, 33, 100}) {
        double[][] chunked = new LogprobScorer(policy, limit).score(sequences, 1);
        assertClose(chunked, whole, 1e-6);
      }
    }
  }

  @Test
  void theOrderOfSequencesChangesNothing() {
    ModelConfig config = Models.llama();
    Random random = new Random(5);
    int[] prompt = Models.tokens(random, 4, config);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sequences.add(new TokenSequence(prompt, Models.tokens(random, 1 + i, config)));
      sequences.add(Models.sequence(random, 2 + i, 6 - i, config));
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    try (Model policy = Models.policy(config, Models.parameters(config, 5))) {
      LogprobScorer scorer = new LogprobScorer(policy);
      double[][] straight = scorer.score(sequences, 1);
      double[][] shuffled = scorer.score(order.stream().map(sequences::get).toList(), 1);
      for (int i = 0; i < order.size(); i++) {
        assertClose(new double[][] {shuffled[i]}, new double[][] {straight[order.get(i)]}, 2e-6);
      }
    }
  }

  @Test
  void completionsOfNoTokensGiveNothing() {
    ModelConfig config = Models.llama();
    List<TokenSequence> sequences =
        List.of(
            new TokenSequence(new int[] {1, 2}, new int[0]),
            new TokenSequence(new int[] {1, 2}, new int[] {3}));
    try (Model policy = Models.policy(config, Models.parameters(config, 6))) {
      double[][] logprobs = new LogprobScorer(policy).score(sequences, 1);
      assertThat(logprobs[0]).isEmpty();
      assertThat(logprobs[1]).hasSize(1);
    }
  }

  private static void assertEqualsReference(
      ModelConfig config, List<TokenSequence> sequences, double temperature) {
    float[] parameters = Models.parameters(config, 7);
    ReferenceDecoder reference = new ReferenceDecoder(config, Models.widened(parameters));
    double[][] expected =
        sequences.stream()
            .map(s -> reference.logprobs(s.promptTokenIds(), s.completionTokenIds(), temperature))
            .toArray(double[][]::new);
    try (Model policy = Models.policy(config, parameters)) {
      assertClose(new LogprobScorer(policy).score(sequences, temperature), expected, TOLERANCE);
    }
  }

  static void assertClose(double[][] actual, double[][] expected, double tolerance) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("sequence %d", i).containsExactly(expected[i], within(tolerance));
    }
  }
}
