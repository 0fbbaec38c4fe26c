package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stages that measure a checkpoint on a suite: {@code evaluate-suite} samples and judges
 * completions, {@code compare-with-start} has a judge compare them where a win rate asks for that,
 * and {@code measure-suite} makes metrics of them. All publish into the suite's folder, which is
 * laid out like a run, a partition for each checkpoint.
 */
public final class EvaluateSuite {
  /** The name of the stage that samples. */
  public static final String STAGE = "evaluate-suite";

  /** The name of the stage that measures. */
  public static final String MEASURE = MeasureSuite.STAGE;

  /** The name of the stage that compares. */
  public static final String COMPARE = CompareWithBase.STAGE;

  /** Where it publishes, in a suite's folder. */
  public static final String COMPARED = CompareWithBase.FOLDER;

  /** The folder of a run with a folder for each suite. */
  public static final String FOLDER = PublishedSuites.FOLDER;

  private final StageContext context;
  private final SuiteSettings suite;
  private final RewardScorer scorer;

  /**
   * A suite of a run.
   *
   * @param run the run's context
   * @param scorer judges its completions
   */
  public EvaluateSuite(StageContext run, SuiteSettings suite, RewardScorer scorer) {
    this.context =
        new StageContext(run.session(), directory(run.run(), suite), run.seed(), run.progress());
    this.suite = suite;
    this.scorer = scorer;
  }

  /** The folder of a suite: a directory like that of a run. */
  public static RunDirectory directory(RunDirectory run, SuiteSettings suite) {
    return run.child(suite.folder());
  }

  /** What the stages read of a configuration. */
  public List<Fingerprint> declared(RolloutSettings rollouts) {
    List<Fingerprint> declared = new ArrayList<>();
    declared.add(
        EvaluatePolicy.declared(
            STAGE,
            context,
            suite.sampling(rollouts),
            scorer,
            suite.evaluation(),
            Optional.empty()));
    String reward = suite.metrics().winsBy();
    if (reward != null && scorer.comparesWithinGroup(reward)) {
      declared.add(new CompareWithBase(scorer, reward).declared(context));
    }
    declared.add(MeasureSuite.declared(context, suite));
    return declared;
  }

  /** Whether a step is measured. */
  public boolean isDone(long step) {
    return context
        .run()
        .partition(Datasets.SUITE_RESULTS, Long.toString(step))
        .manifest()
        .isPresent();
  }

  /**
   * Measures a checkpoint.
   *
   * @param iteration the iteration that the policy ended; 0 for what training starts from
   * @param prompts the suite's
   * @param promptsHash hash of their choice
   * @param rollouts how training samples
   * @return the metrics, by their names among those of a run
   * @throws InputException if there is a win rate, and what training started from was not measured
   */
  public Map<String, Double> run(
      int iteration,
      PolicyCheckpoint policy,
      HeldOutPrompts prompts,
      String promptsHash,
      RolloutSettings rollouts) {
    Examination examination =
        new Examination(
            STAGE,
            prompts,
            promptsHash,
            suite.sampling(rollouts),
            scorer,
            suite.evaluation(),
            Optional.empty(),
            suite.named(""));
    DatasetHandle<Evaluation> completions =
        EvaluatePolicy.completions(context, iteration, policy, examination);
    int step = Math.toIntExact(policy.step());
    return PublishedSuites.means(
        suite.name(),
        new MeasureSuite(suite, scorer.names())
            .run(
                context,
                iteration,
                step,
                policy.contentHash(),
                completions,
                opponent(iteration, completions, step))
            .manifest()
            .totals());
  }

  private Optional<Opponent> opponent(
      int iteration, DatasetHandle<Evaluation> completions, int step) {
    String reward = suite.metrics().winsBy();
    if (reward == null) {
      return Optional.empty();
    }
    DatasetHandle<Evaluation> base = step == 0 ? completions : base();
    Optional<DatasetHandle<Evaluation>> verdicts =
        scorer.comparesWithinGroup(reward)
            ? Optional.of(
                new CompareWithBase(scorer, reward)
                    .run(context, iteration, step, completions, base))
            : Optional.empty();
    return Optional.of(new Opponent(base, verdicts));
  }

  private DatasetHandle<Evaluation> base() {
    return context
        .run()
        .partition(Datasets.EVALUATIONS, 0)
        .published()
        .orElseThrow(
            () ->
                new InputException(
                    "suite '%s' has a win rate against the policy that training started from, which is not measured: run evaluate-suites of iteration 0 first"
                        .formatted(suite.name())));
  }
}
