package dev.vireo.jobs.study;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stage that says what more completions of each prompt are worth: {@code
 * best_of_n/iteration=N}.
 */
public final class CompareChoices {

  /** The stage's name. */
  public static final String STAGE = "compare-choices";

  private static final String LEFT = "left_out";

  private CompareChoices() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(StudySettings settings, long seed) {
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("proxy", settings.proxy());
    decisive.put("gold", settings.gold());
    Fingerprint fingerprint = Fingerprint.of(STAGE);
    if (settings.vote() != null) {
      decisive.put("vote", settings.vote());
      fingerprint = fingerprint.seed(seed);
    }
    return fingerprint.settings(decisive);
  }

  /** Compares the choices among the completions of each prompt. */
  public static DatasetHandle<BestOfNCurve> run(
      StageContext context,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      StudySettings settings) {
    GroupChoices choices =
        new GroupChoices(
            new RewardNamed(settings.proxy()),
            new RewardNamed(settings.gold()),
            settings.vote(),
            context.seed());
    return ChunkStage.<Integer, BestOfNCurve>of(
            context.run().partition(Datasets.BEST_OF_N, iteration),
            declared(settings, context.seed())
                .input("rollouts", rollouts.contentHash())
                .input("rewards", rewards.contentHash()))
        .progress(context.progress(), iteration)
        .counting("prompts", rollouts::rows)
        .showing((totals, seconds) -> Map.of(LEFT, totals.getOrDefault(LEFT, 0.0)))
        .run(
            context.spark(),
            rollouts.chunks(),
            (index, chunk) -> compare(iteration, chunk, rollouts, rewards, choices));
  }

  private static ChunkResult<BestOfNCurve> compare(
      int iteration,
      int chunk,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      GroupChoices choices) {
    List<Rollout> groups =
        rollouts.read(
            chunk,
            "prompt_id",
            "completions.text",
            "completions.token_ids",
            "completions.logprobs",
            "completions.turns");
    List<Rewards> scores = rewards.read(chunk, "completions.reward", "completions.values");
    List<BestOfNCurve> curves = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      curves.add(choices.of(iteration, groups.get(i), scores.get(i)));
    }
    double left = curves.stream().filter(curve -> curve.getPoints().isEmpty()).count();
    return ChunkResult.of(curves, Map.of(LEFT, left));
  }
}
