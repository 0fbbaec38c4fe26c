package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.HeldOutPrompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.Examination;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.WaitingException;
import dev.vireo.jobs.runtime.devices.AutoCompute;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.TaskDevice;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.SparkHadoop;
import dev.vireo.jobs.torch.TorchCheck;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.spark.RunGauges;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.pipelines.tracking.RunTracking;
import dev.vireo.reports.tracking.RunState;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** A run directory that a configuration works on, with Spark at hand. */
public final class RunSession implements AutoCloseable {

  private final RunSettings config;
  private final StageContext context;
  private final Pipeline pipeline;
  private final RunChanges changes;
  private final RunTracking tracking;
  private final RunBefore before;
  private final AutoCloseable ending;
  private RunState reached = RunState.RUNNING;
  private boolean refused;

  private RunSession(
      RunSettings config,
      StageContext context,
      Pipeline pipeline,
      RunChanges changes,
      RunTracking tracking,
      RunBefore before,
      AutoCloseable ending) {
    this.config = config;
    this.context = context;
    this.pipeline = pipeline;
    this.changes = changes;
    this.tracking = tracking;
    this.before = before;
    this.ending = ending;
  }

  /** The same, if nothing is done again and no server is looked for. */
  public static RunSession open(ResolvedConfig<?> resolved, Progress progress) {
    return open(resolved, progress, Redo.NOTHING, false);
  }

  /**
   * Checks what a configuration and the model's config.json say. Neither Spark nor data is asked.
   *
   * @throws InputException naming the file, and saying what is wrong in it
   */
  public static void check(ResolvedConfig<?> resolved) {
    RunSettings config = settings(resolved);
    resolved.check(config::check);
    resolved.check(config::workers);
    resolved.check(() -> TrainedSize.check(config));
  }

  /**
   * Checks a configuration, starts Spark and notes in the run directory that it is worked on. Where
   * something is wrong the directory is as it was.
   *
   * @param redo what is to be done again
   * @param checksServers whether servers that will be asked must answer now
   * @throws InputException if the configuration cannot be run, or something finished would be made
   *     again that {@code redo} does not name
   */
  public static RunSession open(
      ResolvedConfig<?> resolved, Progress progress, Redo redo, boolean checksServers) {
    RunSettings config = settings(resolved);
    List<Stage> stages = stages(resolved);
    check(resolved);
    redo.stages().forEach(name -> Stage.named(stages, name));
    SparkSession session = spark(resolved);
    try {
      RunDirectory run =
          RunDirectory.at(config.run(), session.sparkContext().hadoopConfiguration());
      RunRecords.requireSamePipeline(run, resolved);
      RunTracking tracking =
          RunTracking.of(run, config.tracking(), RunGauges.of(session, progress));
      StageContext context = new StageContext(session, run, config.seed(), tracking);
      TaskDevice.check(context.spark());
      TorchCheck.run(context.spark());
      if (config.compute() == ComputeChoice.AUTO) {
        tracking.message("compute: auto is " + AutoCompute.here(config.device()));
      }
      Pipeline pipeline = config.pipeline(context);
      resolved.check(pipeline::check);
      RunChanges changes = new RunChanges(context, pipeline, resolved);
      if (checksServers && changes.outputs().finishedIterations() < config.iterations()) {
        resolved.check(config::checkServers);
      }
      changes.refuse(redo.following(changes.outputs()));
      redo.delete(run, changes.outputs());
      RunBefore before = RunBefore.of(run, changes.outputs());
      RunRecords.of(resolved).write(run);
      return new RunSession(
          config, context, pipeline, changes, tracking, before, DriverPresence.announce(run));
    } catch (RuntimeException e) {
      session.stop();
      throw e;
    }
  }

  /**
   * A model directory on the held-out prompts of a configuration, by its own tokenizer and chat
   * template. Nothing is left behind: what is needed for a while is in its own directory, on a
   * cluster next to the configuration's run, where every node reaches it.
   */
  public static EvaluationResult evaluate(
      ResolvedConfig<?> resolved, Path model, Progress progress) {
    if (!(resolved.settings() instanceof PolicyRun config)) {
      throw new InputException("The configuration's pipeline has no held-out prompts");
    }
    resolved.check(() -> RunChecks.heldOut(config));
    SparkSession session = spark(resolved);
    try {
      RunDirectory run = temporary(config, session);
      StageContext context = new StageContext(session, run, config.seed(), progress);
      try {
        TaskDevice.check(context.spark());
        TorchCheck.run(context.spark());
        return evaluate(context, config, model);
      } finally {
        run.delete("");
      }
    } finally {
      session.stop();
    }
  }

  /**
   * The stages of a configuration. Neither Spark, its run directory nor the run that {@code
   * policy.from} names is touched.
   */
  public static List<Stage> stages(ResolvedConfig<?> resolved) {
    RunSettings config = settings(resolved);
    resolved.check(config::checkPlaces);
    RunDirectory run = RunDirectory.at(config.run(), SparkHadoop.configuration());
    StageContext context = new StageContext(null, run, config.seed(), Progress.NONE);
    return config.pipeline(context).stages();
  }

  private static RunDirectory temporary(RunSettings config, SparkSession session) {
    String name = "vireo-evaluate-" + UUID.randomUUID();
    if (session.sparkContext().isLocal()) {
      return RunDirectory.at(Path.of(System.getProperty("java.io.tmpdir"), name));
    }
    if (config.run() == null) {
      throw new InputException(
          "The configuration has no run: set it, as temporary files are kept next to it on a"
              + " cluster");
    }
    String beside = config.run().replaceAll("/+$", "") + "." + name;
    return RunDirectory.at(beside, session.sparkContext().hadoopConfiguration());
  }

  private static RunSettings settings(ResolvedConfig<?> resolved) {
    return (RunSettings) resolved.settings();
  }

  private static SparkSession spark(ResolvedConfig<?> resolved) {
    RunSettings config = settings(resolved);
    String application = "vireo " + resolved.redacted().path("run").asText();
    return SparkSessions.open(
        application,
        config.device(),
        config.products(),
        config.gradientExchange(),
        config.workers());
  }

  /** The configuration. */
  public RunSettings config() {
    return config;
  }

  /** What the stages share. */
  public StageContext context() {
    return context;
  }

  /** The pipeline. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** Runs every stage that is not done yet. */
  public RunResult run() {
    try {
      RunResult result = explained(pipeline::run);
      if (result instanceof RunSummary summary) {
        LastPolicy.note(context.run(), summary.policy());
      }
      reached = RunState.FINISHED;
      return result;
    } catch (WaitingException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      reached = RunState.FAILED;
      throw e;
    }
  }

  /**
   * Runs one stage on what is in the run directory.
   *
   * @param iteration of a stage of iterations; empty for none
   * @return what is there now, whether this call made it or one before
   * @throws InputException if there is no such stage, or what it reads is not there
   */
  public StageResult run(String name, OptionalInt iteration) {
    Stage stage = changes.outputs().stage(name);
    stage.check(iteration);
    StageResult result = explained(() -> stage.run(iteration.orElse(0)));
    result.policy().ifPresent(policy -> LastPolicy.note(context.run(), policy));
    return result;
  }

  private <T> T explained(Supplier<T> work) {
    try {
      return changes.explain(work);
    } catch (InputException e) {
      refused = before.isUntouched();
      throw e;
    }
  }

  private static EvaluationResult evaluate(StageContext context, PolicyRun config, Path model) {
    RunRewards rewards = new RunRewards(context, config);
    rewards.check();
    PolicyCheckpoint policy = PolicyCheckpoint.starting(model);
    HeldOutPrompts heldOut = new Preparation(context, config).heldOut(policy);
    RunChecks.requireHeldOut(heldOut.count());
    EvaluationResult result =
        EvaluatePolicy.measure(
            context,
            policy.version(),
            policy,
            Examination.ofHeldOut(
                heldOut,
                "",
                RunRollouts.of(model, config.rollouts(), context.progress()),
                rewards.requireHeldOutScorer(),
                config.evaluation(),
                RunConversations.of(config)));
    result.accuracy(config.evaluation());
    return result;
  }

  /** Iterations that are finished, whichever configuration asked for them. */
  public int finishedIterations() {
    return changes.outputs().finishedIterations();
  }

  @Override
  public void close() {
    try {
      // Of a run that never was, trackers hear nothing.
      tracking.end(refused ? RunState.RUNNING : reached);
      ending.close();
      if (refused) {
        before.restore();
      }
    } catch (Exception e) {
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    } finally {
      context.session().stop();
    }
  }
}
