package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.NotInherited;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A new run from what is still valid in another one under a configuration: stage by stage, what the
 * other has published and this one would make from the same is taken over, and nothing is computed.
 */
public final class Fork {

  private final Pipeline pipeline;

  /** Of a stage, from which iteration on it would have to compute. */
  private final Map<String, Integer> missing = new HashMap<>();

  private Fork(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * Makes the run directory that the configuration names.
   *
   * @param from the run whose work is taken over
   * @return what was taken over, in words; empty if nothing holds
   * @throws InputException if there is no such run, or the new directory is not empty
   */
  public static String of(ResolvedConfig<?> resolved, String from) {
    RunSettings config = (RunSettings) resolved.settings();
    resolved.check(config::checkPlaces);
    resolved.check(config::check);
    SparkSession session =
        SparkSessions.open(
            "vireo fork", config.device(), config.products(), config.gradientExchange());
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
      Pipeline pipeline = config.pipeline(context);
      new Fork(pipeline).takeOver();
      RunRecords.of(resolved).write(made);
      Outputs outputs = new Outputs(context.run(), pipeline);
      return outputs.describe(outputs.following(outputs.stages(), 1));
    } finally {
      session.stop();
    }
  }

  private void takeOver() {
    List<Stage> stages = pipeline.stages().stream().filter(Stage::isOwn).toList();
    stages.stream().filter(stage -> !stage.ofIterations()).forEach(stage -> takeOver(stage, 0));
    boolean any = true;
    for (int iteration = 0; any || iteration <= 1; iteration++) {
      any = false;
      for (Stage stage : stages) {
        if (stage.ofIterations() && iteration >= stage.first()) {
          any |= takeOver(stage, iteration);
        }
      }
    }
  }

  /** Whether a stage's output of an iteration is there now, or is not asked for. */
  private boolean takeOver(Stage stage, int iteration) {
    if (!stage.isAsked()) {
      return false;
    }
    boolean lacks =
        stage.reads().stream().anyMatch(read -> lacks(read.stage(), iteration - read.lag()));
    if (!lacks) {
      try {
        stage.run(iteration);
        return true;
      } catch (NotInherited e) {
        // Said by what follows: nothing of it is taken over.
      }
    }
    missing.merge(stage.name(), iteration, Math::min);
    return false;
  }

  private boolean lacks(String stage, int iteration) {
    return missing.getOrDefault(stage, Integer.MAX_VALUE) <= iteration;
  }
}
