package dev.vireo.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.SequenceScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import dev.vireo.models.testing.Flat;
import dev.vireo.models.testing.Losses;
import dev.vireo.models.testing.Models;
import dev.vireo.models.testing.ReferenceDecoder;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A model with two scores whose head is the first two rows of a language model's output projection:
 * its values are that model's logits of the first two tokens.
 */
class ScalarHeadGradientTest {
  private static final ModelConfig CONFIG = Models.qwen();
  private static final ScalarHead HEAD = new ScalarHead(2);
  private static final String PROJECTION = "lm_head.weight";
  private static final float[] PARAMETERS = Models.parameters(CONFIG, 1);

  private static final Losses.Formula CURVED =
      values -> {
        double loss = 0;
        double[][] gradient = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
          gradient[i] = new double[values[i].length];
          for (int t = 0; t < values[i].length; t++) {
            double weight = 0.3 * (1 + i) - 0.2 * t;
            loss += weight * Math.sin(values[i][t]);
            gradient[i][t] = weight * Math.cos(values[i][t]);
          }
        }
        return new LossValue(loss, gradient, new Sums());
      };

  /** Two completions of one prompt, of which some tokens are asked for, and one of another. */
  private static List<TokenSequence> sequences() {
    Random random = new Random(5);
    int[] prompt = Models.tokens(random, 6, CONFIG);
    int[] first = Models.tokens(random, 4, CONFIG);
    return List.of(
        new TokenSequence(prompt, first, new int[] {3}),
        new TokenSequence(prompt, Models.tokens(random, 5, CONFIG), new int[] {0, 2, 4}),
        new TokenSequence(Models.tokens(random, 2, CONFIG), first, new int[] {1, 3}));
  }

  private static ParameterSet values(float[] parameters) {
    ParameterLayout from = Flat.layout(CONFIG);
    ParameterSet set = Flat.set(from, parameters);
    ParameterLayout layout = ParameterLayout.of(CONFIG, HEAD);
    ParameterSet values = ParameterSet.zeros(layout);
    for (Parameter parameter : layout.parameters()) {
      String name = from.contains(parameter.name()) ? parameter.name() : PROJECTION;
      System.arraycopy(
          set.elements(from.parameter(name)), 0, values.elements(parameter), 0, parameter.size());
    }
    return values;
  }

  private static Model model() {
    return Model.create(CONFIG, HEAD, values(PARAMETERS), Device.cpu());
  }

  private static double[][] reference(double[] parameters) {
    ReferenceDecoder reference = new ReferenceDecoder(CONFIG, parameters);
    return sequences().stream()
        .map(
            sequence -> {
              int[] prompt = sequence.promptTokenIds();
              int[] completion = sequence.completionTokenIds();
              int[] all =
                  IntStream.concat(IntStream.of(prompt), IntStream.of(completion)).toArray();
              double[][] logits = reference.logits(all);
              return IntStream.of(sequence.outputs())
                  .mapToObj(place -> logits[prompt.length + place])
                  .flatMapToDouble(row -> IntStream.of(0, 1).mapToDouble(label -> row[label]))
                  .toArray();
            })
        .toArray(double[][]::new);
  }

  @Test
  void valuesAndTheirGradientAreThoseOfTheReference() {
    ParameterLayout layout = ParameterLayout.of(CONFIG, HEAD);
    ParameterSet gradient;
    try (Model model = model()) {
      double[][] expected = reference(Models.widened(PARAMETERS));
      double[][] found = new ValueScorer(model).score(sequences());
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).containsExactly(expected[i], within(1e-5));
      }
      GradientAccumulator accumulator = new GradientAccumulator(model);
      LossValue loss = CURVED.accumulate(accumulator, sequences(), 0.5);
      assertThat(loss.loss()).isCloseTo(CURVED.of(expected).loss(), within(1e-5));
      gradient = accumulator.gradients();
      GradientAccumulator again = new GradientAccumulator(model).gradientCheckpointing(true);
      again.zero();
      CURVED.accumulate(again, sequences(), 1);
      for (Parameter parameter : layout.parameters()) {
        float[] recomputed = again.gradients().elements(parameter);
        float[] recorded = gradient.elements(parameter);
        for (int i = 0; i < recorded.length; i++) {
          assertThat(recomputed[i]).isCloseTo(recorded[i], within(1e-5f));
        }
      }
    }
    Random random = new Random(2);
    ParameterLayout whole = Flat.layout(CONFIG);
    for (Parameter parameter : layout.parameters()) {
      String name = whole.contains(parameter.name()) ? parameter.name() : PROJECTION;
      for (int check = 0; check < 4; check++) {
        int index = random.nextInt(parameter.size());
        int at = Flat.offset(whole, whole.parameter(name)) + index;
        assertThat((double) gradient.elements(parameter)[index])
            .as("%s, element %d", parameter.name(), index)
            .isCloseTo(finiteDifference(at), within(1e-4));
      }
    }
  }

  private static double finiteDifference(int index) {
    double step = 1e-5;
    double[] moved = Models.widened(PARAMETERS);
    moved[index] = PARAMETERS[index] + step;
    double above = CURVED.of(reference(moved)).loss();
    moved[index] = PARAMETERS[index] - step;
    double below = CURVED.of(reference(moved)).loss();
    return (above - below) / (2 * step);
  }

  /** A bias moves the values, and its gradient is the sum of theirs. */
  @Test
  void aHeadOfTokensAddsItsBias() {
    ScalarHead biased = new ScalarHead(2, true);
    ParameterLayout layout = ParameterLayout.of(CONFIG, biased);
    ParameterSet values = ParameterSet.zeros(layout);
    ParameterSet without = values(PARAMETERS);
    for (Parameter parameter : ParameterLayout.of(CONFIG, HEAD).parameters()) {
      float[] from = without.elements(parameter);
      System.arraycopy(
          from, 0, values.elements(layout.parameter(parameter.name())), 0, from.length);
    }
    Parameter bias = layout.parameter("score.bias");
    values.elements(bias)[0] = 0.5f;
    values.elements(bias)[1] = -0.25f;
    double[][] expected = reference(Models.widened(PARAMETERS));
    double[] sums = new double[2];
    for (double[] row : expected) {
      for (int t = 0; t < row.length; t++) {
        row[t] += t % 2 == 0 ? 0.5 : -0.25;
      }
    }
    double[][] derivatives = CURVED.of(expected).gradient();
    for (double[] row : derivatives) {
      for (int t = 0; t < row.length; t++) {
        sums[t % 2] += row[t];
      }
    }
    try (Model model = Model.create(CONFIG, biased, values, Device.cpu())) {
      double[][] found = new ValueScorer(model).score(sequences());
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).containsExactly(expected[i], within(1e-5));
      }
      for (boolean checkpointing : new boolean[] {false, true}) {
        GradientAccumulator accumulator =
            new GradientAccumulator(model).gradientCheckpointing(checkpointing);
        accumulator.zero();
        CURVED.accumulate(accumulator, sequences(), 1);
        float[] gradient = accumulator.gradients().elements(bias);
        for (int label = 0; label < 2; label++) {
          assertThat((double) gradient[label]).isCloseTo(sums[label], within(1e-5));
        }
      }
    }
    LoraAdapter adapter =
        new LoraAdapter(CONFIG, new LoraSettings(2, 4, List.of("q_proj")), biased);
    assertThat(adapter.layout().parameter("base_model.model.score.bias").shape())
        .containsExactly(2);
    assertThat(adapter.headParameter().orElseThrow().name())
        .isEqualTo("base_model.model.score.weight");
  }

  @Test
  void aScoreIsTheValueAtTheLastToken() {
    Random random = new Random(8);
    int[] prompt = Models.tokens(random, 3, CONFIG);
    int[] completion = Models.tokens(random, 4, CONFIG);
    int[] all = IntStream.concat(IntStream.of(prompt), IntStream.of(completion)).toArray();
    try (Model model = model()) {
      double[] values =
          new ValueScorer(model)
              .score(List.of(new TokenSequence(prompt, completion, new int[] {3})))[0];
      for (int label = 0; label < 2; label++) {
        assertThat(new SequenceScorer(model).score(List.of(all), label)[0])
            .isCloseTo((float) values[label], within(1e-6f));
      }
    }
  }

  @Test
  void aHeadIsTrainedBesideAnAdapter() {
    LoraAdapter adapter =
        new LoraAdapter(CONFIG, new LoraSettings(2, 4, List.of("q_proj", "down_proj")), HEAD);
    Parameter head = adapter.headParameter().orElseThrow();
    assertThat(head.name()).isEqualTo("base_model.model.score.weight");
    ParameterSet values = adapter.initial(3);
    float[] rows =
        values(PARAMETERS).elements(ParameterLayout.of(CONFIG, HEAD).parameter("score.weight"));
    System.arraycopy(rows, 0, values.elements(head), 0, rows.length);
    ParameterSet whole;
    ParameterLayout layout = ParameterLayout.of(CONFIG, HEAD);
    try (Model model = model()) {
      GradientAccumulator accumulator = new GradientAccumulator(model);
      CURVED.accumulate(accumulator, sequences(), 1);
      whole = accumulator.gradients();
    }
    ParameterSet base = Flat.set(Flat.layout(CONFIG), PARAMETERS);
    try (Model model =
        Model.adapted(CONFIG, new LanguageModelHead(), base, adapter, values, Device.cpu())) {
      for (boolean checkpointing : new boolean[] {false, true}) {
        GradientAccumulator accumulator =
            new GradientAccumulator(model).gradientCheckpointing(checkpointing);
        CURVED.accumulate(accumulator, sequences(), 1);
        // An adapter that adds nothing leaves the head's gradient as it was.
        float[] expected = whole.elements(layout.parameter("score.weight"));
        float[] found = accumulator.gradients().elements(head);
        for (int i = 0; i < expected.length; i++) {
          assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
        }
      }
    }
  }
}
