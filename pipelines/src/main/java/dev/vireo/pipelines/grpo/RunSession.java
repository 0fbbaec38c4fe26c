package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.progress.Progress;
import dev.vireo.jobs.store.RunDirectory;
import dev.vireo.jobs.store.RunIdentity;
import dev.vireo.pipelines.config.ResolvedConfig;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A run directory that belongs to a configuration, with Spark at hand. */
public final class RunSession implements AutoCloseable {

  private final RunConfig config;
  private final StageContext context;

  private RunSession(RunConfig config, StageContext context) {
    this.config = config;
    this.context = context;
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
    SparkSession session = spark();
    try {
      RunDirectory run =
          RunDirectory.at(config.run(), session.sparkContext().hadoopConfiguration());
      RunIdentity.of(Identity.of(resolved.redacted())).claim(run);
      return new RunSession(config, new StageContext(session, run, config.seed(), progress));
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

  /** Spark as spark-submit set it up, or in this process on all its cores. */
  public static SparkSession spark() {
    SparkConf conf = new SparkConf().setAppName("vireo");
    if (!conf.contains("spark.master")) {
      conf.setMaster("local[*]");
    }
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.ui.showConsoleProgress", "false");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    // Gradients come back as task results.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    return SparkSession.builder().config(conf).getOrCreate();
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

  /** What comes before the first iteration. */
  public Preparation preparation() {
    return new Preparation(context, config);
  }

  @Override
  public void close() {
    context.session().stop();
  }
}
