package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.devices.TaskDevice;
import dev.vireo.jobs.evaluate.EvaluatePolicy;
import dev.vireo.jobs.evaluate.EvaluationResult;
import dev.vireo.jobs.progress.Progress;
import dev.vireo.jobs.prompts.Prompts;
import dev.vireo.jobs.store.DriverPresence;
import dev.vireo.jobs.store.RunDirectory;
import dev.vireo.jobs.store.RunIdentity;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.spark.SparkSessions;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A run directory that belongs to a configuration, with Spark at hand. */
public final class RunSession implements AutoCloseable {

  private final RunConfig config;
  private final StageContext context;
  private final DriverPresence presence;

  private RunSession(RunConfig config, StageContext context) {
    this.config = config;
    this.context = context;
    this.presence = DriverPresence.announce(context.run());
  }

  /**
   * Claims the run directory and starts Spark.
   *
   * @throws InputException if the directory holds a run of another configuration, or a setting that
   *     has no default is missing
   */
  public static RunSession open(ResolvedConfig<RunConfig> resolved, Progress progress) {
    RunConfig config = resolved.settings();
    requireSetting("run", config.run());
    requireSetting("prompts.path", config.prompts().path());
    if (config.rewards().isEmpty()) {
      throw new InputException("The configuration has no rewards; at least one is needed");
    }
    String application = "vireo " + resolved.redacted().path("run").asText();
    SparkSession session =
        SparkSessions.open(application, config.device(), config.gradientExchange());
    try {
      RunDirectory run =
          RunDirectory.at(config.run(), session.sparkContext().hadoopConfiguration());
      RunIdentity.of(Identity.of(resolved.redacted())).claim(run);
      StageContext context = new StageContext(session, run, config.seed(), progress);
      TaskDevice.check(context.spark());
      return new RunSession(config, context);
    } catch (RuntimeException e) {
      session.stop();
      throw e;
    }
  }

  private static void requireSetting(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new InputException("The configuration has no " + key + ", which has no default");
    }
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
    return new GrpoPipeline(context, config);
  }

  /** Single stages. */
  public Stages stages() {
    return new Stages(context, config);
  }

  /** A model directory on the held-out prompts. */
  public EvaluationResult evaluate(Path model) {
    RunRewards rewards = new RunRewards(context, config);
    rewards.train();
    PolicyCheckpoint policy = PolicyCheckpoint.starting(model);
    Prompts prompts = preparation().shardPrompts(preparation().startingPolicy());
    EvaluationResult result =
        EvaluatePolicy.measure(
            context,
            HeldOut.of(prompts, config.evaluation()),
            policy.version(),
            policy,
            config.rollouts(),
            rewards.requireHeldOutScorer(),
            config.evaluation());
    result.accuracy(config.evaluation().accuracy());
    return result;
  }

  /** What comes before the first iteration. */
  public Preparation preparation() {
    return new Preparation(context, config);
  }

  @Override
  public void close() {
    presence.close();
    context.session().stop();
  }
}
