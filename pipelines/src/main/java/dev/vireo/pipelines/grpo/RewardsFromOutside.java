package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.published.PublishRewards;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.run.Outputs;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes in values of a reward computed elsewhere. */
final class RewardsFromOutside {

  private final StageContext context;
  private final GrpoPipeline pipeline;
  private final GrpoStages stages;

  RewardsFromOutside(StageContext context, GrpoPipeline pipeline, GrpoStages stages) {
    this.context = context;
    this.pipeline = pipeline;
    this.stages = stages;
  }

  /**
   * Publishes values of a reward computed elsewhere, and then scores the iteration where no others
   * are missing.
   *
   * @param name the reward's name; empty if there is only one of type dataset
   * @param path Parquet files with a row a completion
   * @param column the values' column
   * @param replace whether to take the place of other values
   * @return where the values were published
   * @throws InputException if the rollouts are not there, or the values are not theirs
   */
  String publish(
      int iteration, Optional<String> name, String path, String column, boolean replace) {
    DatasetHandle<Rollout> rollouts =
        context.run().partition(Datasets.ROLLOUTS, iteration).require();
    String reward = stages.iterations().rewards().published(name);
    DatasetHandle<Rewards> published =
        PublishRewards.run(
            context.session(),
            context.run(),
            iteration,
            rollouts,
            new PublishRewards.Source(reward, path, column, replace),
            context.progress());
    withdrawScores(iteration, reward, published);
    if (stages.hasPublished(iteration, rollouts)) {
      stages.scoreRewards(iteration, rollouts);
    }
    return published.partition().uri();
  }

  /** Deletes what was scored with other values of the reward, and everything that depends on it. */
  private void withdrawScores(int iteration, String reward, DatasetHandle<Rewards> published) {
    boolean others =
        context
            .run()
            .partition(Datasets.REWARDS, iteration)
            .manifest()
            .map(scored -> scored.fingerprint().inputs().get("rewards/" + reward))
            .filter(scored -> !scored.equals(published.contentHash()))
            .isPresent();
    if (others) {
      Outputs outputs = new Outputs(context.run(), pipeline);
      Map<Stage, Integer> following =
          outputs.following(List.of(outputs.stage("score-rewards")), iteration);
      context.progress().message("deleting " + outputs.describe(following));
      outputs.delete(following);
    }
  }
}
