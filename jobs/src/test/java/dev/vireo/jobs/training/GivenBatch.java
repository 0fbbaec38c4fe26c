package dev.vireo.jobs.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.jobs.advantages.AdvantageStageSettings;
import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Groups that a JSON file gives, published as the datasets that rollouts and rewards leave. */
final class GivenBatch {
  private static final int ITERATION = 1;

  private final StageContext context;
  private final JsonNode groups;
  private final DatasetHandle<Rewards> rewards;
  private final DatasetHandle<Rollout> rollouts;
  private final DatasetHandle<Logprobs> logprobs;

  /**
   * @param groups an array of {@code {"prompt": [id], "completions": [{"token_ids", "old_logprobs",
   *     "reference_logprobs", "reward"}]}}; a reward may be null, which is none
   */
  GivenBatch(StageContext context, JsonNode groups) {
    this.context = context;
    this.groups = groups;
    this.rollouts =
        ChunkStage.<Integer, Rollout>of(
                context.run().partition(Datasets.ROLLOUTS, ITERATION),
                Fingerprint.of("collect-rollouts"))
            .runOnDriver(chunks(), (index, chunk) -> counted(rows(chunk, GivenBatch::rollout)));
    this.rewards =
        ChunkStage.<Integer, Rewards>of(
                context.run().partition(Datasets.REWARDS, ITERATION),
                Fingerprint.of("score-rewards"))
            .runOnDriver(
                chunks(), (index, chunk) -> ChunkResult.of(rows(chunk, GivenBatch::reward)));
    this.logprobs =
        ChunkStage.<Integer, Logprobs>of(
                context.run().partition(Datasets.LOGPROBS, ITERATION),
                Fingerprint.of("score-logprobs"))
            .runOnDriver(
                chunks(), (index, chunk) -> ChunkResult.of(rows(chunk, GivenBatch::logprob)));
  }

  /** The steps that an update makes of the groups, their advantages made by the stage for it. */
  Recipe<PolicyExample> recipe(
      AdvantageStageSettings settings,
      UpdateSettings update,
      double temperature,
      int maxNewTokens) {
    return UpdatePolicy.recipe(
        context,
        ITERATION,
        0,
        rollouts,
        advantages(settings),
        update.objective().beta() > 0 ? Optional.of(logprobs) : Optional.empty(),
        update,
        temperature,
        maxNewTokens);
  }

  DatasetHandle<Advantages> advantages(AdvantageStageSettings settings) {
    return ComputeAdvantages.run(
        context, ITERATION, rewards, Optional.of(logprobs), Optional.of(rollouts), settings);
  }

  /** Two groups in a chunk. */
  private List<Integer> chunks() {
    List<Integer> chunks = new ArrayList<>();
    for (int first = 0; first < groups.size(); first += 2) {
      chunks.add(first);
    }
    return chunks;
  }

  private <T> List<T> rows(int first, BiFunction<String, JsonNode, T> row) {
    List<T> rows = new ArrayList<>();
    for (int group = first; group < Math.min(groups.size(), first + 2); group++) {
      rows.add(row.apply("p" + group, groups.get(group)));
    }
    return rows;
  }

  private static ChunkResult<Rollout> counted(List<Rollout> rows) {
    double tokens =
        rows.stream()
            .flatMap(row -> row.getCompletions().stream())
            .mapToInt(completion -> completion.getTokenIds().size())
            .sum();
    return ChunkResult.of(rows, Map.of(CollectRollouts.TOKENS, tokens));
  }

  private static Rollout rollout(String id, JsonNode group) {
    List<Completion> completions = new ArrayList<>();
    for (JsonNode completion : group.get("completions")) {
      completions.add(
          Completion.newBuilder()
              .setSampleIndex(completions.size())
              .setTokenIds(integers(completion.get("token_ids")))
              .setLogprobs(floats(completion.get("old_logprobs")))
              .setText("")
              .setFinishReason(FinishReason.length)
              .build());
    }
    return Rollout.newBuilder()
        .setIteration(ITERATION)
        .setPromptId(id)
        .setPolicyStep(0)
        .setPrompt("")
        .setPromptTokenIds(integers(group.get("prompt")))
        .setCompletions(completions)
        .build();
  }

  private static Rewards reward(String id, JsonNode group) {
    List<CompletionReward> completions = new ArrayList<>();
    for (JsonNode completion : group.get("completions")) {
      JsonNode reward = completion.get("reward");
      completions.add(
          CompletionReward.newBuilder()
              .setSampleIndex(completions.size())
              .setReward(reward.isNull() ? Double.NaN : reward.doubleValue())
              .setValues(Map.of())
              .build());
    }
    return Rewards.newBuilder()
        .setIteration(ITERATION)
        .setPromptId(id)
        .setCompletions(completions)
        .build();
  }

  private static Logprobs logprob(String id, JsonNode group) {
    List<CompletionLogprobs> completions = new ArrayList<>();
    for (JsonNode completion : group.get("completions")) {
      completions.add(
          CompletionLogprobs.newBuilder()
              .setSampleIndex(completions.size())
              .setReferenceLogprobs(floats(completion.get("reference_logprobs")))
              .build());
    }
    return Logprobs.newBuilder()
        .setIteration(ITERATION)
        .setPromptId(id)
        .setCompletions(completions)
        .build();
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(value -> values.add(value.intValue()));
    return values;
  }

  private static List<Float> floats(JsonNode array) {
    List<Float> values = new ArrayList<>();
    array.forEach(value -> values.add(value.floatValue()));
    return values;
  }
}
