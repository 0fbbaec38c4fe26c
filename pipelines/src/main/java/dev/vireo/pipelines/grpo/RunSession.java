package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.TaskDevice;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** A run directory that a configuration works on, with Spark at hand. */
public final class RunSession implements AutoCloseable {

  private final RunConfig config;
  private final StageContext context;
  private final RunChanges changes;
  private final AutoCloseable ending;

  private RunSession(
      RunConfig config, StageContext context, RunChanges changes, AutoCloseable ending) {
    this.config = config;
    this.context = context;
    this.changes = changes;
    this.ending = ending;
  }

  /** The same, where nothing is done again and no server is looked for. */
  public static RunSession open(ResolvedConfig<RunConfig> resolved, Progress progress) {
    return open(resolved, progress, Redo.NOTHING, false);
  }

  /**
   * Checks a configuration, starts Spark and notes in the run directory that it is worked on. Where
   * something is wrong the directory is as it was.
   *
   * @param redo what is to be done again
   * @param checksServers whether servers that will be asked must answer now
   * @throws InputException if the configuration cannot be run, or something finished would be made
   *     anew that {@code redo} does not name
   */
  public static RunSession open(
      ResolvedConfig<RunConfig> resolved, Progress progress, Redo redo, boolean checksServers) {
    RunConfig config = resolved.settings();
    RunChecks.places(config);
    RunChecks.settings(config);
    SparkSession session = spark(resolved);
    try {
      RunDirectory run =
          RunDirectory.at(config.run(), session.sparkContext().hadoopConfiguration());
      StageContext context = new StageContext(session, run, config.seed(), progress);
      TaskDevice.check(context.spark());
      new RunRewards(context, config).check();
      RunChanges changes = new RunChanges(context, config, resolved.redacted());
      if (checksServers && changes.outputs().finishedIterations() < config.iterations()) {
        RunChecks.servers(config);
      }
      changes.refuse(redo.following(changes.outputs()));
      redo.delete(run, changes.outputs());
      RunRecord.of(Identity.recorded(resolved.redacted())).write(run);
      return new RunSession(config, context, changes, DriverPresence.announce(run));
    } catch (RuntimeException e) {
      session.stop();
      throw e;
    }
  }

  /**
   * A session whose run directory is its own and goes when it ends, for work that leaves nothing
   * behind. On a cluster it lies beside the configuration's, where every node reaches it.
   */
  public static RunSession temporary(ResolvedConfig<RunConfig> resolved, Progress progress) {
    RunConfig config = resolved.settings();
    RunChecks.heldOut(config);
    SparkSession session = spark(resolved);
    try {
      RunDirectory run = temporary(config, session);
      StageContext context = new StageContext(session, run, config.seed(), progress);
      TaskDevice.check(context.spark());
      new RunRewards(context, config).check();
      RunChanges changes = new RunChanges(context, config, resolved.redacted());
      return new RunSession(config, context, changes, () -> run.delete(""));
    } catch (RuntimeException e) {
      session.stop();
      throw e;
    }
  }

  private static RunDirectory temporary(RunConfig config, SparkSession session) {
    String name = "vireo-evaluate-" + UUID.randomUUID();
    if (session.sparkContext().isLocal()) {
      return RunDirectory.at(Path.of(System.getProperty("java.io.tmpdir"), name));
    }
    if (config.run() == null) {
      throw new InputException(
          "The configuration has no run: on a cluster what is needed for a while lies beside it");
    }
    String beside = config.run().replaceAll("/+$", "") + "." + name;
    return RunDirectory.at(beside, session.sparkContext().hadoopConfiguration());
  }

  private static SparkSession spark(ResolvedConfig<RunConfig> resolved) {
    RunConfig config = resolved.settings();
    String application = "vireo " + resolved.redacted().path("run").asText();
    return SparkSessions.open(application, config.device(), config.gradientExchange());
  }

  /** The configuration. */
  public RunConfig config() {
    return config;
  }

  /** What the stages share. */
  public StageContext context() {
    return context;
  }

  /** The pipeline. */
  public GrpoPipeline pipeline() {
    return new GrpoPipeline(context, config, changes);
  }

  /** Single stages. */
  public Stages stages() {
    return new Stages(context, config, changes);
  }

  /** A model directory on the held-out prompts, by its own tokenizer and chat template. */
  public EvaluationResult evaluate(Path model) {
    RunRewards rewards = new RunRewards(context, config);
    rewards.train();
    PolicyCheckpoint policy = PolicyCheckpoint.starting(model);
    HeldOutPrompts heldOut = preparation().heldOut(policy);
    RunChecks.requireHeldOut(heldOut.count());
    EvaluationResult result =
        EvaluatePolicy.measure(
            context,
            heldOut,
            policy.version(),
            policy,
            RunRollouts.of(model, config.rollouts(), context.progress()),
            rewards.requireHeldOutScorer(),
            config.evaluation());
    result.accuracy(config.evaluation().accuracy());
    return result;
  }

  /** Iterations that are finished, whichever configuration asked for them. */
  public int finishedIterations() {
    return changes.outputs().finishedIterations();
  }

  /** What comes before the first iteration. */
  public Preparation preparation() {
    return new Preparation(context, config);
  }

  @Override
  public void close() {
    try {
      ending.close();
    } catch (Exception e) {
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    } finally {
      context.session().stop();
    }
  }
}
