package dev.vireo.models.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.engine.Model;
import dev.vireo.models.scoring.SequenceScorer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Scores are those of transformers. The files are made anew by {@code
 * $(checks/interop/environment)/bin/python checks/interop/make_fixtures.py}.
 */
class RewardModelGoldenTest {
  private static final Fixture FIXTURE = Fixture.of("reward");

  @Test
  void scoresAreTransformers() {
    List<int[]> sequences = Fixture.sequences(FIXTURE.expected().get("sequences"));
    float[] expected = FIXTURE.numbers("scores");
    try (FrozenParameters parameters = parameters(FIXTURE);
        Model frozen = Model.frozen(parameters)) {
      SequenceScorer model = new SequenceScorer(frozen);
      assertThat(model.score(sequences, 0)).containsExactly(expected, within(1e-4f));
      for (int i = 0; i < expected.length; i++) {
        assertThat(model.score(List.of(sequences.get(i)), 0)[0])
            .as("sequence %d alone", i)
            .isCloseTo(expected[i], within(1e-4f));
      }
      assertThat(model.score(List.of(), 0)).isEmpty();
    }
  }

  @Test
  void eachLabelHasAScoreAndThreadsShareTheParameters() {
    Fixture fixture = Fixture.of("classifier");
    float[] expected = fixture.numbers("plain");
    try (Tokenizer tokenizer = Tokenizer.load(fixture.directory());
        FrozenParameters parameters = parameters(fixture);
        Model one = Model.frozen(parameters);
        Model two = Model.frozen(parameters)) {
      SequenceScorer model = new SequenceScorer(one);
      List<int[]> sequences = new ArrayList<>();
      for (JsonNode pair : fixture.expected().get("pairs")) {
        sequences.add(tokenizer.encode(pair.get(0).textValue() + pair.get(1).textValue()));
      }
      assertThat(one.head()).isEqualTo(new ScalarHead(3));
      float[][] together = new float[3][];
      for (int label = 0; label < 3; label++) {
        together[label] = new SequenceScorer(two).score(sequences, label);
      }
      for (int label = 0; label < 3; label++) {
        for (int i = 0; i < sequences.size(); i++) {
          assertThat(together[label][i]).isCloseTo(expected[3 * i + label], within(1e-4f));
        }
        assertThat(model.score(sequences, label)).isEqualTo(together[label]);
      }
      assertThatThrownBy(() -> model.score(sequences, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void whatCannotBeScoredIsRefused() {
    try (FrozenParameters parameters = parameters(FIXTURE);
        Model frozen = Model.frozen(parameters)) {
      SequenceScorer model = new SequenceScorer(frozen);
      assertThatThrownBy(() -> model.score(List.of(new int[] {3}, new int[0]), 0))
          .isInstanceOf(InputException.class)
          .hasMessage("sequence 1 has no tokens to score");
      assertThatThrownBy(() -> model.score(List.of(new int[] {96}), 0))
          .isInstanceOf(InputException.class)
          .hasMessage("sequence 0 has token 96, outside the reward model's vocabulary of 96");
      assertThatThrownBy(() -> model.score(List.of(new int[257]), 0))
          .isInstanceOf(InputException.class)
          .hasMessage("sequence 0 has 257 tokens, more than the reward model's context of 256");
    }
  }

  @Test
  void aRewardModelIsNoPolicyAndAPolicyNoRewardModel() {
    assertThatThrownBy(() -> ModelDirectory.open(FIXTURE.directory()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "architectures \"Qwen2ForSequenceClassification\" is not supported, here only"
                + " Qwen2ForCausalLM");
    Fixture policy = Fixture.of("qwen2");
    assertThatThrownBy(() -> ModelDirectory.open(policy.directory(), Head.Kind.SCALAR))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("here only Qwen2ForSequenceClassification");
    ModelDirectory directory = ModelDirectory.open(policy.directory());
    try (Model model = Model.load(directory, Device.cpu())) {
      assertThatThrownBy(() -> new SequenceScorer(model))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("LanguageModelHead");
    }
  }

  private static FrozenParameters parameters(Fixture fixture) {
    return FrozenParameters.load(
        ModelDirectory.open(fixture.directory(), Head.Kind.SCALAR),
        dev.vireo.models.engine.Compute.on(Device.cpu()));
  }
}
