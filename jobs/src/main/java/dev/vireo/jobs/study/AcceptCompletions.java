package dev.vireo.jobs.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.AcceptedCompletion;
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
 * The stage of rejection sampling: the best completions of each prompt become demonstrations,
 * {@code accepted}, which supervised fine-tuning reads.
 */
public final class AcceptCompletions {

  /** The stage's name. */
  public static final String STAGE = "accept-completions";

  private static final String KEPT = "kept";
  private static final String PROMPTS = "prompts";

  private AcceptCompletions() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(StudySettings settings) {
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("by", by(settings).name());
    decisive.put("per-prompt", settings.accept().perPrompt());
    decisive.put("at-least", settings.accept().atLeast());
    return Fingerprint.of(STAGE).settings(decisive);
  }

  /**
   * Keeps the best completions of each prompt.
   *
   * @param settings with what to accept
   * @throws InputException if none is accepted
   */
  public static DatasetHandle<AcceptedCompletion> run(
      StageContext context,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      StudySettings settings) {
    Acceptance choice = new Acceptance(by(settings), settings.accept());
    DatasetHandle<AcceptedCompletion> accepted =
        ChunkStage.<Integer, AcceptedCompletion>of(
                context.run().partition(Datasets.ACCEPTED),
                declared(settings)
                    .input("rollouts", rollouts.contentHash())
                    .input("rewards", rewards.contentHash()))
            .progress(context.progress(), 0)
            .counting("prompts", rollouts::rows)
            .showing((totals, seconds) -> Map.copyOf(totals))
            .run(
                context.spark(),
                rollouts.chunks(),
                (index, chunk) -> accept(chunk, rollouts, rewards, choice));
    if (accepted.rows() == 0) {
      throw new InputException(
          choice.whyNone(
              (long) rollouts.total(CollectRollouts.COMPLETIONS),
              (long) rollouts.total(CollectRollouts.STOPPED)));
    }
    return accepted;
  }

  private static RewardNamed by(StudySettings settings) {
    String by = settings.accept().by();
    return new RewardNamed(by == null ? settings.proxy() : by);
  }

  private static ChunkResult<AcceptedCompletion> accept(
      int chunk,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      Acceptance choice) {
    List<Rollout> groups =
        rollouts.read(
            chunk,
            "prompt_id",
            "prompt",
            "completions.sample_index",
            "completions.text",
            "completions.token_ids",
            "completions.finish_reason");
    List<Rewards> scores = rewards.read(chunk, "completions.reward", "completions.values");
    List<AcceptedCompletion> kept = new ArrayList<>();
    double prompts = 0;
    for (int i = 0; i < groups.size(); i++) {
      List<AcceptedCompletion> ofPrompt = choice.of(groups.get(i), scores.get(i));
      kept.addAll(ofPrompt);
      prompts += ofPrompt.isEmpty() ? 0 : 1;
    }
    return ChunkResult.of(kept, Map.of(KEPT, (double) kept.size(), PROMPTS, prompts));
  }
}
