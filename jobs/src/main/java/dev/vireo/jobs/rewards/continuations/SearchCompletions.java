package dev.vireo.jobs.rewards.continuations;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.PromptChunk;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.settings.StopSettings;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The stage that searches completions step by step: {@code search/beams=W/rollouts/iteration=1},
 * laid out like a run, where a group is what was kept at the end.
 */
public final class SearchCompletions {

  /** The stage's name. */
  public static final String STAGE = "search-completions";

  /** Total in the manifest: tokens sampled, those of what was not kept included. */
  public static final String SPENT = "spent";

  /** The iteration of its rollouts. */
  public static final int ITERATION = 1;

  private final SearchSettings settings;
  private final RolloutSettings rollouts;
  private final RewardScorer guide;

  private SearchCompletions(SearchSettings settings, RolloutSettings rollouts, RewardScorer guide) {
    this.settings = settings;
    this.rollouts = rollouts;
    this.guide = guide;
  }

  /**
   * The stage with these settings.
   *
   * @param rollouts how completions are sampled
   * @param guide the reward that judges completions as far as they are
   */
  public static SearchCompletions of(
      SearchSettings settings, RolloutSettings rollouts, RewardSettings guide) {
    List<String> stops = new ArrayList<>(rollouts.stop().texts());
    stops.add(settings.separator());
    RolloutSettings steps =
        rollouts
            .withGroupSize(settings.branches())
            .withStop(new StopSettings(rollouts.stop().tokenIds(), stops));
    return new SearchCompletions(settings, steps, RewardScorer.create(List.of(guide.weighted(1))));
  }

  /** The folder of a search in the run directory. */
  public static RunDirectory folder(RunDirectory run, int beams) {
    return run.child("search/beams=" + beams);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public Fingerprint declared(Configuration configuration, int beams, long seed) {
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("beams", beams);
    decisive.put("max-steps", settings.maxSteps());
    decisive.put("separator", settings.separator());
    decisive.put("rollouts", rollouts);
    decisive.put("guide", guide.identity(configuration));
    return Fingerprint.of(STAGE).settings(decisive).seed(seed);
  }

  /**
   * Searches, unless that is done.
   *
   * @param beams beginnings that are kept after each step
   * @param prompts the prompts, in order
   * @param promptsHash hash of the prompts' choice
   */
  public DatasetHandle<Rollout> run(
      StageContext context,
      int beams,
      List<Prompt> prompts,
      String promptsHash,
      PolicyCheckpoint policy) {
    ChunkStage<PromptChunk, Rollout> stage =
        ChunkStage.<PromptChunk, Rollout>of(
                folder(context.run(), beams).partition(Datasets.ROLLOUTS, ITERATION),
                declared(context.spark().hadoopConfiguration(), beams, context.seed())
                    .input("prompts", promptsHash)
                    .input("policy", policy.contentHash()))
            .progress(context.progress(), 0)
            .counting("prompts", chunk -> chunk.prompts().size());
    stage = guide.isRepeatable() ? stage : stage.firstWriterWins();
    Optional<DatasetHandle<Rollout>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    GuidedSearch search =
        new GuidedSearch(
            PromptSampler.of(policy, rollouts, context.seed(), ITERATION),
            TokenTexts.of(policy),
            policy.model().config().contextLength(),
            rollouts.maxNewTokens(),
            guide,
            settings,
            beams);
    return stage
        .on(StageResources.of(context.spark()))
        .run(
            context.spark(),
            PromptChunk.cut(prompts, rollouts.chunkGroups()),
            (index, chunk) -> counted(search.search(chunk.prompts())));
  }

  private static ChunkResult<Rollout> counted(List<GuidedSearch.Found> found) {
    return ChunkResult.of(
        found.stream().map(GuidedSearch.Found::rollout).toList(),
        Map.of(SPENT, (double) found.stream().mapToLong(GuidedSearch.Found::spent).sum()));
  }
}
