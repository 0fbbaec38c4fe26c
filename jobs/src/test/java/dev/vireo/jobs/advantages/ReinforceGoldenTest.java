package dev.vireo.jobs.advantages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.advantage.AdvantageProfile;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.KlEstimator;
import dev.vireo.algorithms.advantage.KlLevel;
import dev.vireo.algorithms.advantage.KlPenaltySettings;
import dev.vireo.algorithms.advantage.Scale;
import dev.vireo.algorithms.advantage.Supervision;
import dev.vireo.algorithms.advantage.Whitening;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Advantages of tokens as OpenRLHF 0.11.2 and verl 0.9.1 compute them, from the rows of datasets to
 * the advantages that are stored. To make the file anew: {@code checks/interop/reinforce_check
 * --write}.
 */
class ReinforceGoldenTest {
  private JsonNode batch;

  @Test
  void advantagesOfTokensAreThoseOfThePeers() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("src/test/resources/reinforce-peers.jsonl"));
    batch = JsonFiles.parse("the batch", lines.get(0).getBytes(UTF_8));
    assertThat(lines).hasSizeGreaterThan(30);
    for (String text : lines.subList(1, lines.size())) {
      JsonNode line = JsonFiles.parse("a case", text.getBytes(UTF_8));
      AdvantageSettings formula = formula(line);
      List<GroupResult> groups = groups(formula);
      BatchStatistics statistics = new BatchStatistics();
      groups.forEach(group -> group.addTo(statistics, formula.whitening()));

      int completion = 0;
      for (GroupResult group : groups) {
        CompletionAdvantages stored = group.stored(formula, Optional.of(statistics));
        for (int i = 0; i < group.input().lengths().length; i++) {
          JsonNode expected = line.get("advantages").get(completion++);
          List<Double> tokens = stored.ofTokens(i);
          for (int t = 0; t < expected.size(); t++) {
            assertThat(tokens == null ? stored.ofCompletions()[i] : tokens.get(t))
                .as("token %d of completion %d, %s", t, completion - 1, text.substring(0, 120))
                // Theirs adds 1e-8 to some denominators.
                .isCloseTo(expected.get(t).doubleValue(), within(1e-7));
          }
        }
      }
      assertThat(completion).isEqualTo(9);
    }
  }

  private static AdvantageSettings formula(JsonNode line) {
    return new AdvantageSettings(
        constant(AdvantageProfile.class, line.get("profile")),
        Scale.NONE,
        Supervision.OUTCOME,
        null,
        null,
        new KlPenaltySettings(
            line.get("beta").doubleValue(),
            constant(KlEstimator.class, line.get("kl")),
            line.has("level") ? constant(KlLevel.class, line.get("level")) : null),
        line.get("discount").doubleValue(),
        line.has("whitening") ? constant(Whitening.class, line.get("whitening")) : null);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonNode name) {
    return Enum.valueOf(type, name.textValue().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private List<GroupResult> groups(AdvantageSettings formula) {
    AdvantageStageSettings settings =
        new AdvantageStageSettings(Algorithm.GRPO, AdjustmentSettings.defaults(), formula);
    int size = batch.get("group").intValue();
    List<GroupResult> groups = new ArrayList<>();
    for (int first = 0; first < batch.get("rewards").size(); first += size) {
      List<CompletionReward> rewards = new ArrayList<>();
      List<Completion> completions = new ArrayList<>();
      List<CompletionLogprobs> reference = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        double reward = batch.get("rewards").get(first + i).doubleValue();
        rewards.add(new CompletionReward(i, reward, Map.of(), null, null, null));
        List<Float> sampled = floats(batch.get("logprobs").get(first + i));
        completions.add(
            Completion.newBuilder()
                .setSampleIndex(i)
                .setTokenIds(sampled.stream().map(each -> 5).toList())
                .setLogprobs(sampled)
                .setText("")
                .setFinishReason(FinishReason.stop)
                .build());
        reference.add(
            CompletionLogprobs.newBuilder()
                .setSampleIndex(i)
                .setReferenceLogprobs(floats(batch.get("reference_logprobs").get(first + i)))
                .build());
      }
      Rollout rollout =
          Rollout.newBuilder()
              .setIteration(1)
              .setPromptId("p" + first)
              .setPolicyStep(0)
              .setPrompt("")
              .setPromptTokenIds(List.of(5))
              .setCompletions(completions)
              .build();
      GroupInput input =
          GroupInput.of(
              new Rewards(1, "p" + first, rewards),
              Optional.of(rollout),
              Optional.of(new Logprobs(1, "p" + first, reference)),
              settings);
      groups.add(
          GroupResult.of(
              input, new RewardAdjuster(settings.adjustment()), settings, Optional.empty()));
    }
    return groups;
  }

  private static List<Float> floats(JsonNode array) {
    List<Float> values = new ArrayList<>();
    array.forEach(value -> values.add(value.floatValue()));
    return values;
  }
}
