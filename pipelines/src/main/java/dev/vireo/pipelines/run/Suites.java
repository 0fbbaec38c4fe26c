package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.data.prompts.ShardPrompts;
import dev.vireo.jobs.evaluation.EvaluateSuite;
import dev.vireo.jobs.evaluation.SuiteSettings;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run's evaluation suites. */
final class Suites {

  /** The name of their stages together. */
  static final String STAGE = "evaluate-suites";

  /** The folder with a folder for each. */
  static final String FOLDER = EvaluateSuite.FOLDER;

  private final StageContext context;
  private final PolicyRun config;
  private final Preparation preparation;

  /** Made when they are first needed, and once: a reward model's files are read to know them. */
  private final Map<String, EvaluateSuite> stages = new HashMap<>();

  private final Map<String, DatasetHandle<Prompt>> prompts = new HashMap<>();

  Suites(StageContext context, PolicyRun config) {
    this.context = context;
    this.config = config;
    this.preparation = new Preparation(context, config);
  }

  /** Whether a run asks for any. */
  static boolean areAsked(PolicyRun config) {
    return !config.evaluation().suites().isEmpty();
  }

  /** Whether all of them have measured a step. */
  boolean areDone(long step) {
    return SuiteRun.of(config).stream().allMatch(suite -> stage(suite).isDone(step));
  }

  /**
   * Measures a checkpoint.
   *
   * @param iteration the iteration that it ended; 0 for what training starts from
   * @param heldOut the run's prompts, for suites without their own
   * @return the metrics by their names
   */
  Map<String, Double> evaluate(int iteration, PolicyCheckpoint policy, Prompts heldOut) {
    RolloutSettings rollouts =
        areAsked(config) ? RunRollouts.of(config, Progress.NONE) : config.rollouts();
    Map<String, Double> metrics = new TreeMap<>();
    for (SuiteRun suite : SuiteRun.of(config)) {
      DatasetHandle<Prompt> asked = suite.suite().hasPrompts() ? own(suite) : heldOut.eval();
      requirePrompts(suite, asked);
      metrics.putAll(
          stage(suite)
              .run(
                  iteration,
                  policy,
                  HeldOut.of(asked, suite.evaluation()),
                  HeldOut.identity(asked, suite.evaluation()),
                  rollouts));
    }
    return metrics;
  }

  private static void requirePrompts(SuiteRun suite, DatasetHandle<Prompt> asked) {
    if (asked.rows() == 0) {
      throw new InputException(noPrompts(suite.suite()));
    }
  }

  /** What to do about a suite without prompts. */
  static String noPrompts(SuiteSettings suite) {
    String none = "suite '%s' has no prompts".formatted(suite.name());
    if (!suite.hasPrompts()) {
      return none + ", as the run holds none out: give it its own, or raise prompts.eval-fraction";
    }
    return suite.prompts().splitColumn() == null
        ? "%s: its prompts.eval-fraction is %s, and so none is held out: raise it, or leave it out for all of them"
            .formatted(none, suite.prompts().evalFraction())
        : none + ": its prompts.split-column says eval of none";
  }

  private EvaluateSuite stage(SuiteRun suite) {
    return stages.computeIfAbsent(
        suite.suite().name(),
        name ->
            new EvaluateSuite(
                context, suite.suite(), new RunRewards(context, suite).requireHeldOutScorer()));
  }

  private DatasetHandle<Prompt> own(SuiteRun suite) {
    return prompts.computeIfAbsent(suite.suite().name(), name -> shard(suite));
  }

  private DatasetHandle<Prompt> shard(SuiteRun suite) {
    try {
      return ShardPrompts.of(suite.prompts(), preparation.encoder(preparation.base()))
          .checking(RunRewards.statistics(suite.rewards()))
          .runHeldOut(
              context.session(),
              EvaluateSuite.directory(context.run(), suite.suite()),
              context.progress());
    } catch (InputException e) {
      if (e.getCause() instanceof StageChange change) {
        // The stage of that name is the run's own, which has not changed.
        throw new InputException(
            "the prompts of suite '%s' have changed (%s): give the suite another name, or delete what it measured with --redo %s"
                .formatted(suite.suite().name(), change.getMessage(), STAGE));
      }
      throw ofSuite(suite.suite(), e);
    }
  }

  /** What is wrong with a suite's own prompts: those of the run are called the same. */
  static InputException ofSuite(SuiteSettings suite, InputException wrong) {
    return new InputException("suite '%s': %s".formatted(suite.name(), wrong.getMessage()), wrong);
  }

  /** What measuring reads of the settings. */
  List<Reading> readings() {
    List<Reading> readings = new ArrayList<>();
    for (SuiteRun suite : SuiteRun.of(config)) {
      String folder = suite.suite().folder() + "/";
      stage(suite)
          .declared(RunRollouts.of(config, Progress.NONE))
          .forEach(declared -> readings.add(new Reading(folder, declared, Map.of())));
    }
    return readings;
  }

  /** What measuring has in memory. */
  static List<StageWork> works(PolicyRun config) {
    List<StageWork> works = new ArrayList<>();
    for (SuiteRun suite : SuiteRun.of(config)) {
      works.addAll(Evaluations.works("suite " + suite.suite().name(), true, suite));
    }
    return works;
  }
}
