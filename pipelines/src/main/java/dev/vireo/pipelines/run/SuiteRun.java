package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.evaluation.SuiteSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import java.util.List;

/**
 * A run's settings as one of its suites has them: its prompts, rewards and completions in place of
 * the run's. So what is checked, planned and judged for held-out prompts is for suites too.
 *
 * @param whole the run's settings
 * @param suite the suite
 */
record SuiteRun(PolicyRun whole, SuiteSettings suite) implements PolicyRun {

  /** Those of a run. */
  static List<SuiteRun> of(PolicyRun run) {
    return run.evaluation().suites().stream().map(suite -> new SuiteRun(run, suite)).toList();
  }

  @Override
  public String run() {
    return whole.run();
  }

  @Override
  public long seed() {
    return whole.seed();
  }

  @Override
  public PolicySettings policy() {
    return whole.policy();
  }

  @Override
  public List<FineTunePhase> sft() {
    return List.of();
  }

  @Override
  public String promptsKey() {
    return suite.hasPrompts() ? "its prompts" : whole.promptsKey();
  }

  @Override
  public PromptSettings prompts() {
    return suite.hasPrompts() ? suite.prompts() : whole.prompts();
  }

  @Override
  public RolloutSettings rollouts() {
    return suite.sampling(whole.rollouts());
  }

  @Override
  public List<RewardSettings> rewards() {
    return suite.rewards().isEmpty() ? whole.rewards() : suite.rewards();
  }

  @Override
  public EvaluationSettings evaluation() {
    return suite.evaluation();
  }

  @Override
  public CheckpointSettings checkpoints() {
    return whole.checkpoints();
  }

  /** Names of the rewards that judge its completions. */
  List<String> judges() {
    return RunChecks.judges(this);
  }

  /** Names of its metrics, among those of a run. */
  List<String> metricNames() {
    return suite.metricNames(judges());
  }

  @Override
  public void checkPlaces() {
    whole.checkPlaces();
  }

  @Override
  public void check() {
    RunChecks.suite(this);
  }

  @Override
  public Pipeline pipeline(StageContext context) {
    return whole.pipeline(context);
  }
}
