package dev.vireo.jobs.rewards.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.BatchStepRewardFunction;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two models that nobody trained. */
class ImplicitRewardTest {
  @TempDir Path folder;

  private Path model(String name, int seed) throws IOException {
    Path model = Files.createDirectory(folder.resolve(name));
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
              .contextLength(12)
              .tiedEmbeddings(true)
              .bosTokenId(null)
              .eosTokenIds(tokenizer.endOfSequence())
              .padTokenId(0)
              .build();
      ModelDirectory.writeInto(
          model,
          config,
          new LanguageModelHead(),
          RandomModel.parameters(config, new LanguageModelHead(), seed),
          CarriedFiles.of(tokenizer),
          FloatFormat.FLOAT32);
    }
    return model;
  }

  private static ImplicitRewardOptions options(Path policy, Path reference, boolean tokens) {
    return new ImplicitRewardOptions(policy.toString(), reference.toString(), 0.5, tokens, 4096);
  }

  private static RewardInput input(String completion, boolean stopped, List<Integer> ids) {
    return new RewardInput(
        "p", "ab", Optional.empty(), Map.of(), completion, completion.length(), stopped, ids);
  }

  private static double[] logprobs(Path directory, TokenSequence sequence) {
    try (Model model = Model.load(ModelDirectory.open(directory), Device.cpu())) {
      return new LogprobScorer(model).score(List.of(sequence), 1)[0];
    }
  }

  @Test
  void everyTokenHasItsLogRatioAndTheEndCountsToTheLast() throws IOException {
    Path policy = model("policy", 3);
    Path reference = model("reference", 4);
    int end = ByteTokenizer.create().endOfSequence();
    TokenSequence sequence = new TokenSequence(new int[] {'a', 'b'}, new int[] {'x', 'y', end});
    double[] own = logprobs(policy, sequence);
    double[] others = logprobs(reference, sequence);
    double first = 0.5 * (own[0] - others[0]);
    double last = 0.5 * (own[1] + own[2] - others[1] - others[2]);

    BatchStepRewardFunction ofTokens =
        (BatchStepRewardFunction) new ImplicitReward().create(options(policy, reference, true));
    RewardInput known = input("xy", true, List.of((int) 'x', (int) 'y', end));
    // Of the second only the text is known.
    for (List<StepReward> steps : ofTokens.stepsOf(List.of(known, input("xy", true, List.of())))) {
      assertThat(steps).extracting(StepReward::end).containsExactly(1, 2);
      assertThat(steps.get(0).reward()).isCloseTo(first, within(1e-6));
      assertThat(steps.get(1).reward()).isCloseTo(last, within(1e-6));
    }
    assertThat(Math.abs(first)).isGreaterThan(1e-4);

    BatchRewardFunction whole =
        (BatchRewardFunction) new ImplicitReward().create(options(policy, reference, false));
    double[] values = whole.rewards(List.of(known, input("xy", false, List.of())));
    assertThat(values[0]).isCloseTo(first + last, within(1e-6));
    assertThat(values[1])
        .as("without its end")
        .isCloseTo(0.5 * (own[0] + own[1] - others[0] - others[1]), within(1e-6));
  }

  @Test
  void aPolicyHeldAgainstItselfImpliesNothing() throws IOException {
    Path policy = model("policy", 3);
    BatchRewardFunction none =
        (BatchRewardFunction) new ImplicitReward().create(options(policy, policy, false));
    assertThat(none.rewards(List.of(input("xyz", true, List.of())))).containsExactly(0);
    assertThat(none.identity(Map.of("path", "a", "reference", "b", "beta", 0.5)))
        .containsOnlyKeys("content", "reference", "beta")
        .doesNotContainValue("b");
  }

  @Test
  void whatCannotBeJudgedIsRefused() throws IOException {
    Path policy = model("policy", 3);
    BatchRewardFunction function =
        (BatchRewardFunction) new ImplicitReward().create(options(policy, policy, false));
    List<RewardInput> tooLong = List.of(input("0123456789", true, List.of()));
    assertThatThrownBy(() -> function.rewards(tooLong))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("prompt 'p': it has 13 tokens with its completion");
    assertThatThrownBy(() -> new ImplicitReward().create(ImplicitRewardOptions.defaults()))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new ImplicitRewardOptions("a", "b", 0, false, 1))
        .isInstanceOf(InputException.class);
  }
}
