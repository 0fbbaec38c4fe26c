package dev.vireo.pipelines.study;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.study.CheckpointSamples;
import dev.vireo.jobs.study.RefinedAnswers;
import dev.vireo.jobs.study.SearchedGroups;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.study.StudyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A study as data flows: prompts, N completions of each, their rewards, what a choice among n of
 * them is worth. Policies that were trained from the same one may be held beside it.
 */
public final class StudyPipeline implements Pipeline {

  private final StudyConfig config;
  private final StudyStages stages;

  StudyPipeline(StageContext context, StudyConfig config) {
    this.config = config;
    this.stages = new StudyStages(context, config);
  }

  @Override
  public List<Stage> stages() {
    return new StudyStageList(config, stages).stages();
  }

  @Override
  public void check() {
    stages.rewards().check();
    stages.checkpoints();
    RunConversations.check(config);
  }

  @Override
  public StageResult run() {
    PolicyCheckpoint policy = stages.policy();
    DatasetHandle<Rollout> rollouts = stages.collectRollouts(policy);
    DatasetHandle<Rewards> rewards = stages.scoreRewards(policy, rollouts);
    DatasetHandle<BestOfNCurve> curves = stages.compareChoices(rollouts, rewards);
    stages.acceptCompletions(rollouts, rewards);
    List<SearchedGroups> searches = stages.search();
    Optional<RefinedAnswers> refined = stages.refine(rollouts, rewards);

    List<CheckpointSamples> trained = new ArrayList<>();
    for (PolicyCheckpoint checkpoint : stages.checkpoints()) {
      trained.add(stages.sample(checkpoint));
    }
    StudyReport report = stages.summarize(curves, searches, refined, trained);
    return stages.result(report);
  }
}
