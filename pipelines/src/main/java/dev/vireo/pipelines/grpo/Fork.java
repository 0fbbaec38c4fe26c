package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.NotInherited;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * A new run of what still holds of another one under a configuration: stage by stage, what the
 * other has published and this one would make from the same is taken over, and nothing is computed.
 */
public final class Fork {

  private final StageContext context;
  private final RunConfig config;
  private final RunChanges changes;
  private final Preparation preparation;
  private final Evaluations evaluations;

  private Fork(StageContext context, RunConfig config, RunChanges changes) {
    this.context = context;
    this.config = config;
    this.changes = changes;
    this.preparation = new Preparation(context, config);
    this.evaluations = new Evaluations(context, config, new Bookkeeping(context, config));
  }

  /**
   * Makes the run directory that the configuration names.
   *
   * @param from the run whose work is taken over
   * @return what was taken over, in words; empty if nothing holds
   * @throws InputException if there is no such run, or the new directory is not empty
   */
  public static String of(ResolvedConfig<RunConfig> resolved, String from) {
    RunConfig config = resolved.settings();
    RunChecks.places(config);
    RunChecks.settings(config);
    SparkSession session =
        SparkSessions.open("vireo fork", config.device(), config.gradientExchange());
    try {
      RunDirectory origin = RunDirectory.at(from, session.sparkContext().hadoopConfiguration());
      RunDirectory made =
          RunDirectory.at(config.run(), session.sparkContext().hadoopConfiguration());
      if (!origin.exists(RunRecord.FILE)) {
        throw new InputException(origin + " is not a run directory: it has no " + RunRecord.FILE);
      }
      if (!made.list("").isEmpty()) {
        throw new InputException(made + " is not empty: give a new directory for the fork");
      }
      StageContext context =
          new StageContext(session, made.takingOverFrom(origin), config.seed(), Progress.NONE);
      RunChanges changes = new RunChanges(context, config, resolved.redacted());
      new Fork(context, config, changes).takeOver();
      RunRecord.of(Identity.recorded(resolved.redacted())).write(made);
      return changes.outputs().describe(changes.outputs().following(List.of(RunStage.values()), 1));
    } finally {
      session.stop();
    }
  }

  private void takeOver() {
    there(() -> new RunRewards(context, config).train());
    PolicyCheckpoint base = there(preparation::startingPolicy);
    if (base == null) {
      return;
    }
    Prompts prompts = there(() -> preparation.shardPrompts(base));
    boolean watches =
        config.fineTuning().stream().anyMatch(phase -> phase.training().evaluateEvery() > 0);
    PolicyCheckpoint reference =
        prompts == null && watches ? null : there(() -> preparation.reference(base, prompts));
    if (prompts != null && reference != null) {
      iterations(prompts, reference);
    }
  }

  private void iterations(Prompts prompts, PolicyCheckpoint reference) {
    there(
        () -> {
          evaluations.before(reference, prompts);
          return reference;
        });
    GrpoPipeline pipeline = new GrpoPipeline(context, config, changes);
    PolicyCheckpoint policy = reference;
    for (int iteration = 1; policy != null; iteration++) {
      int number = iteration;
      PolicyCheckpoint old = policy;
      PolicyCheckpoint next = there(() -> pipeline.iterate(number, prompts, old, reference));
      if (next != null) {
        there(
            () -> {
              evaluations.after(number, next, prompts);
              return next;
            });
      }
      policy = next;
    }
  }

  /** What a stage has taken over; null where it would have to compute. */
  private static <T> T there(Supplier<T> stage) {
    try {
      return stage.get();
    } catch (NotInherited e) {
      return null;
    }
  }
}
