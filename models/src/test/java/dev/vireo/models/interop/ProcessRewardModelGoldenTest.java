package dev.vireo.models.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.reward.LabelledSteps;
import dev.vireo.algorithms.loss.reward.StepLabelLoss;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import dev.vireo.models.training.GradientAccumulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scores, loss and gradients of labelled steps are those of TRL 1.13's PRMTrainer. The files are
 * made anew by {@code checks/interop/prm_check --write}.
 */
class ProcessRewardModelGoldenTest {
  private static final Fixture FIXTURE = Fixture.of("steps");

  @TempDir Path folder;

  private static ModelDirectory directory() {
    return ModelDirectory.open(FIXTURE.directory(), Head.Kind.TOKEN);
  }

  /** A sequence's tokens, of which the first is the prompt; with a label at each output. */
  private static TokenSequence sequence(JsonNode given) {
    int[] tokens = Fixture.tokens(given.get("tokens"));
    int[] places = Fixture.tokens(given.get("places"));
    return new TokenSequence(
        Arrays.copyOf(tokens, 1),
        Arrays.copyOfRange(tokens, 1, tokens.length),
        IntStream.of(places).map(place -> place - 1).toArray());
  }

  private static List<TokenSequence> sequences() {
    return StreamSupport.stream(FIXTURE.expected().get("sequences").spliterator(), false)
        .map(ProcessRewardModelGoldenTest::sequence)
        .toList();
  }

  @Test
  void scoresAreTransformers() {
    assertThat(directory().head()).isEqualTo(new ScalarHead(2, true));
    assertThat(directory().labels()).containsExactly("LABEL_0", "LABEL_1");
    try (Model model = Model.load(directory(), Device.cpu())) {
      double[][] scores = new ValueScorer(model).score(sequences());
      for (int i = 0; i < scores.length; i++) {
        float[] expected = FIXTURE.numbers("scores." + i);
        assertThat(scores[i]).hasSize(expected.length);
        for (int s = 0; s < expected.length; s++) {
          assertThat(scores[i][s]).isCloseTo(expected[s], within(1e-5));
        }
      }
    }
  }

  @Test
  void lossAndGradientsAreTrls() {
    List<LabelledSteps> examples = new ArrayList<>();
    int labelled = 0;
    for (JsonNode given : FIXTURE.expected().get("sequences")) {
      double[] labels =
          IntStream.of(Fixture.tokens(given.get("labels"))).mapToDouble(label -> label).toArray();
      examples.add(new LabelledSteps(labels, given.get("tokens").size()));
      labelled += labels.length;
    }
    Denominators step = new Denominators(6, 6, labelled, labelled, labelled, 1, 0);
    try (Model model = Model.load(directory(), Device.cpu())) {
      GradientAccumulator gradients = new GradientAccumulator(model);
      LossValue value = gradients.accumulate(sequences(), 1, new StepLabelLoss(), examples, step);
      assertThat(value.loss()).isCloseTo(FIXTURE.numbers("loss")[0], within(1e-5));
      ParameterSet expected = FIXTURE.set("gradient", model.layout());
      for (Parameter parameter : model.layout().parameters()) {
        float[] found = gradients.gradients().elements(parameter);
        assertThat(found)
            .as(parameter.name())
            .containsExactly(expected.elements(parameter), within(1e-5f));
        assertThat(found).as(parameter.name()).isNotEqualTo(new float[found.length]);
      }
    }
  }

  @Test
  void aCopyIsTheSameModel() throws IOException {
    ModelDirectory original = directory();
    ModelDirectory.writeInto(
        folder,
        original.config(),
        original.head(),
        original.parameters(),
        CarriedFiles.none(),
        FloatFormat.FLOAT32);
    ModelDirectory copy = ModelDirectory.openAny(folder);
    assertThat(copy.head()).isEqualTo(original.head());
    assertThat(copy.config()).isEqualTo(original.config());
    assertThat(copy.parameters()).isEqualTo(original.parameters());
    assertThatThrownBy(() -> ModelDirectory.open(folder, Head.Kind.SCALAR))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("here only Qwen2ForSequenceClassification");
  }
}
