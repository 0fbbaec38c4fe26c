package dev.vireo.jobs.rewards.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RecipeFile;
import dev.vireo.jobs.data.steps.ProcessRewardRecipe;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that nobody trained judges steps of bytes. */
class ProcessRewardModelTest {
  private static final Head HEAD = new ScalarHead(2, true);
  private static final String SEPARATOR = ", ";

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    model = Files.createDirectory(folder.resolve("model"));
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      ModelConfig config =
          ModelConfig.builder(Architecture.LLAMA)
              .vocabularySize(tokenizer.vocabularySize())
              .hiddenSize(16)
              .layers(1)
              .heads(2)
              .keyValueHeads(1)
              .headDim(8)
              .intermediateSize(24)
              .contextLength(48)
              .tiedEmbeddings(true)
              .bosTokenId(null)
              .eosTokenIds(tokenizer.endOfSequence())
              .padTokenId(0)
              .build();
      ModelDirectory.writeInto(
          model,
          config,
          HEAD,
          RandomModel.parameters(config, HEAD, 7),
          CarriedFiles.of(tokenizer),
          FloatFormat.FLOAT32);
    }
  }

  private void writeRecipe(int maxTokens) throws IOException {
    Files.write(
        model.resolve("reward_recipe.json"),
        RecipeFile.json(new ProcessRewardRecipe(SEPARATOR, 1, null, 0, 0, maxTokens)));
  }

  private Map<String, Object> options(Object... more) {
    Map<String, Object> options = new HashMap<>(Map.of("path", model.toString()));
    for (int i = 0; i < more.length; i += 2) {
      options.put((String) more[i], more[i + 1]);
    }
    return options;
  }

  private static RewardInput input(String prompt, String completion) {
    return new RewardInput(
        "p", prompt, Optional.empty(), Map.of(), completion, completion.length(), true);
  }

  private static List<ScoredCompletion> scored(Map<String, Object> options, String... completions) {
    List<RewardInput> inputs =
        IntStream.range(0, completions.length).mapToObj(i -> input("q=", completions[i])).toList();
    return RewardScorer.create(List.of(RewardSettings.of("process-reward-model", options)))
        .score(inputs);
  }

  /** Softmax of the scores after each separator, of the text as it was in training. */
  private double[] expected(String text, int... ends) {
    try (Tokenizer tokenizer = ByteTokenizer.create();
        Model opened = Model.load(ModelDirectory.open(model, Head.Kind.TOKEN), Device.cpu())) {
      double[] scores =
          new ValueScorer(opened)
              .score(
                  List.of(new TokenSequence(tokenizer.encode("q="), tokenizer.encode(text), ends)))[
              0];
      return IntStream.range(0, ends.length)
          .mapToDouble(step -> 1 / (1 + Math.exp(scores[2 * step] - scores[2 * step + 1])))
          .toArray();
    }
  }

  @Test
  void aStepIsWorthItsProbabilityAtTheEndOfItsSeparator() throws IOException {
    writeRecipe(48);
    double[] expected = expected("7, 15, 21, ", 2, 6, 10);
    ScoredCompletion whole = scored(options(), "7, 15, 21", "12").get(0);
    assertThat(whole.steps()).extracting(StepReward::end).containsExactly(3, 7, 9);
    for (int step = 0; step < 3; step++) {
      assertThat(whole.steps().get(step).reward()).isCloseTo(expected[step], within(1e-6));
    }
    // The text after the last step that says something is of no step.
    ScoredCompletion blank = scored(options(), "7, 15, , 21, ").get(0);
    assertThat(blank.steps()).extracting(StepReward::end).containsExactly(3, 7, 13);
    assertThat(blank.steps().get(2).reward()).isCloseTo(expected[2], within(1e-6));
    assertThat(scored(options(), " ").get(0).steps()).isEmpty();
    assertThat(scored(options("tokens-per-batch", 1), "7, 15, 21", "12").get(0).reward())
        .isCloseTo(whole.reward(), within(1e-6));
  }

  @Test
  void stepsCanBeOneReward() throws IOException {
    writeRecipe(48);
    double[] p = expected("7, 15, 21, ", 2, 6, 10);
    Map<String, Double> expected =
        Map.of(
            "last",
            p[2],
            "min",
            Math.min(p[0], Math.min(p[1], p[2])),
            "mean",
            (p[0] + p[1] + p[2]) / 3,
            "product",
            p[0] * p[1] * p[2]);
    expected.forEach(
        (aggregate, value) -> {
          ScoredCompletion found = scored(options("aggregate", aggregate), "7, 15, 21").get(0);
          assertThat(found.reward()).as(aggregate).isCloseTo(value, within(1e-6));
          assertThat(found.steps()).isEmpty();
          assertThat(scored(options("aggregate", aggregate), " ").get(0).reward()).isNaN();
        });
  }

  @Test
  void stepsBeyondTheLimitAreRefusedOrHaveNoReward() throws IOException {
    writeRecipe(9);
    assertThatThrownBy(() -> scored(options(), "7, 15, 21"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "reward 'process-reward-model' (process-reward-model): prompt 'p': 2 of its completion's 3 steps are within the model's limit; lower rollouts.max-new-tokens, or set option 'too-long' to none or cut");
    assertThat(scored(options("too-long", "none"), "7, 15, 21").get(0).reward()).isNaN();
    ScoredCompletion cut = scored(options("too-long", "cut"), "7, 15, 21").get(0);
    assertThat(cut.steps()).hasSize(3);
    assertThat(cut.steps().get(1).reward()).isPositive();
    assertThat(cut.steps().get(2).reward()).isNaN();
    assertThat(scored(options("too-long", "cut", "aggregate", "mean"), "7, 15, 21").get(0).reward())
        .isNaN();
  }

  @Test
  void optionsFollowTheRecipe() throws IOException {
    assertThat(scored(options("separator", SEPARATOR), "7, 15").get(0).steps()).hasSize(2);
    assertThat(scored(options(), "7, 15").get(0).steps()).hasSize(1);
    double other = scored(options("separator", SEPARATOR, "label", "LABEL_0"), "7").get(0).reward();
    assertThat(other)
        .isCloseTo(1 - scored(options("separator", SEPARATOR), "7").get(0).reward(), within(1e-6));
    writeRecipe(40);
    assertThat(scored(options("separator", SEPARATOR, "label", 1), "7, 15").get(0).steps())
        .hasSize(2);
    refused(options("separator", "\n"), "the model was trained on steps that end with ', ', says ");
    refused(options("label", 0), "the model was trained on label 1 for right steps, says ");
    refused(options("max-tokens", 41), "lower option 'max-tokens', which is 41");
  }

  @Test
  void theModelCountsByItsContent() throws IOException {
    writeRecipe(48);
    RewardScorer scorer =
        RewardScorer.create(List.of(RewardSettings.of("process-reward-model", options())));
    assertThat(scorer.identity(new Configuration(false)).toString())
        .contains("content=")
        .doesNotContain(folder.toString());
    assertThat(scorer.judgesSteps()).isTrue();
    assertThatThrownBy(() -> scored(Map.of(), "7"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("option 'path' is needed");
    assertThatThrownBy(
            () -> RewardScorer.create(List.of(RewardSettings.of("sequence-classifier", options()))))
        .isInstanceOf(InputException.class);
  }

  private static void refused(Map<String, Object> options, String reason) {
    assertThatThrownBy(() -> scored(options, "7"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
