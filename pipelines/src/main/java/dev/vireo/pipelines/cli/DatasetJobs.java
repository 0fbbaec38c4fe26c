package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.rewards.model.TextScorer;
import dev.vireo.jobs.rewards.texts.ScoreTexts;
import dev.vireo.jobs.rewards.texts.TextSettings;
import dev.vireo.jobs.rollouts.CompletePrompts;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.TaskDevice;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * {@code vireo score} and {@code vireo sample} of whole datasets, in their own class so that the
 * commands need no Spark.
 */
final class DatasetJobs {

  private DatasetJobs() {}

  /** Scores a dataset and says what came of it; returns the exit code. */
  static int score(
      Vireo vireo, TextSettings settings, TextScorer.Options model, String out, boolean json)
      throws IOException {
    TextScorer scorer = TextScorer.open(model);
    try (SparkSession spark = SparkSessions.open("vireo score")) {
      ScoreTexts.Result result = ScoreTexts.run(context(vireo, spark, out, 0), settings, scorer);
      ObjectNode facts = facts(result.scores(), result.found());
      facts.put("texts", result.texts()).put("missing", result.missing());
      facts.put("mean_reward", Double.isNaN(result.mean()) ? null : (Double) result.mean());
      String missing =
          result.missing() == 0 ? "" : ", %,d without a reward".formatted(result.missing());
      say(
          vireo,
          json,
          facts,
          String.format(
              Locale.ROOT,
              "%s%s, mean reward %.6g",
              Counted.of(result.texts(), "texts"),
              missing,
              result.mean()));
    }
    return ExitCode.DONE;
  }

  /** Completes a dataset's prompts and says what came of it; returns the exit code. */
  static int sample(
      Vireo vireo,
      PromptSettings prompts,
      SpecialTokens specialTokens,
      Path model,
      RolloutSettings rollouts,
      long seed,
      String out,
      boolean json)
      throws IOException {
    PolicyCheckpoint policy = PolicyCheckpoint.starting(model);
    try (SparkSession spark = SparkSessions.open("vireo sample")) {
      StageContext context = context(vireo, spark, out, seed);
      TaskDevice.check(context.spark());
      CompletePrompts.Result result =
          CompletePrompts.run(
              context,
              prompts,
              specialTokens,
              policy,
              RunRollouts.of(model, rollouts, "--stop", context.progress()));
      ObjectNode facts = facts(result.rollouts(), result.found());
      facts.put("prompts", result.prompts()).put("completions", result.completions());
      facts.put("tokens", result.tokens()).put("stopped", result.stopped());
      say(
          vireo,
          json,
          facts,
          "%s, %s of %s, %,d ended by themselves"
              .formatted(
                  Counted.of(result.prompts(), "prompts"),
                  Counted.of(result.completions(), "completions"),
                  Counted.of(result.tokens(), "tokens"),
                  result.stopped()));
    }
    return ExitCode.DONE;
  }

  private static StageContext context(Vireo vireo, SparkSession spark, String out, long seed) {
    RunDirectory folder =
        RunDirectory.at(HomePath.expand(out), spark.sparkContext().hadoopConfiguration());
    Progress progress = ProgressOutput.ofEachStage(vireo, 0);
    return new StageContext(spark, folder, seed, progress);
  }

  private static ObjectNode facts(DatasetHandle<?> made, boolean found) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("folder", made.partition().uri())
        .put("found", found);
  }

  private static void say(Vireo vireo, boolean json, ObjectNode facts, String text) {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    String folder = facts.path("folder").asText().replaceFirst("^file:(//)?(?=/)", "");
    String done = facts.path("found").asBoolean() ? "is finished already, nothing was done" : "";
    out.println(
        json
            ? facts.toString()
            : done.isEmpty() ? folder + ": " + text : folder + " " + done + ": " + text);
  }
}
