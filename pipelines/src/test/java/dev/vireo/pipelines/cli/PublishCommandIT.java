package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.pipelines.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Rewards computed elsewhere, written as a Spark job would write them, go into a run. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PublishCommandIT {

  private static final String EXPRESSION = "least(1.0, length(completion) / 4.0D)";
  private static final String EXACT = "{type: exact-match, name: exact, weight: 0}";
  private static final String GIVEN = "rewards=[{type: dataset, name: judge}, " + EXACT + "]";
  private static final String COMPUTED =
      "rewards=[{type: sql, name: judge, options: {expression: '"
          + EXPRESSION
          + "'}}, "
          + EXACT
          + "]";

  @TempDir static Path folder;
  private static Path yaml;
  private static Path run;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    yaml = TinyRun.write(folder);
    run = folder.resolve("given");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  @Order(1)
  void theRunStopsWhereValuesAreMissingAndSaysWhatToDo() {
    Run stopped = vireo(run, GIVEN, "run");
    assertThat(refused(stopped, ExitCode.WAITING))
        .contains(
            "reward 'judge' (dataset) is not published for iteration 1",
            "given/rollouts/iteration=1",
            "vireo publish rewards CONF --iteration 1 --name judge --from PARQUET");
    assertThat(run.resolve("manifests/rollouts/iteration=1.json")).exists();
  }

  @Test
  @Order(2)
  void whatIsNotOneFiniteValueForEachCompletionIsRefused() throws IOException {
    assertThat(refused(publish("missing", "not (prompt_id = first and sample_index = 2)", "value")))
        .contains("sample 2 of iteration 1 has no value (the only one)");
    assertThat(refused(publish("nan", "true", "if(sample_index = 3, double('NaN'), value)")))
        .contains("sample 3 has the value NaN; it must be finite");
    assertThat(refused(publish("null", "true", "if(sample_index = 3, null, value)")))
        .contains("sample 3 has the value NaN");
    assertThat(refused(publish("infinite", "true", "double('Infinity')")))
        .contains("sample 0 has the value Infinity");
    assertThat(refused(publish("stranger", "true", "value", "select 'nobody', 0L, 1.0D, 1")))
        .contains("prompt 'nobody', sample 0 is not a completion of iteration 1");
    assertThat(refused(publish("beyond", "true", "value", "select first, 4L, 1.0D, 1 from firsts")))
        .contains("sample 4 is not a completion");
    assertThat(refused(publish("twice", "true", "value", "select first, 1L, 1.0D, 1 from firsts")))
        .contains("sample 1 has 2 values; give one");
    assertThat(refused(publish("text", "true", "'good'")))
        .contains("is string; it must be a number");
    try (SparkSession spark = SparkSessions.open("judge")) {
      spark
          .sql("select 'p' as prompt_id, 0.0D as sample_index, 1.0D as reward")
          .write()
          .parquet(at("double"));
    }
    assertThat(refused(publishFrom("double")))
        .contains("column 'sample_index' is double; it must be a whole number");
    assertThat(refused(publishFrom("nowhere"))).contains("Cannot read rewards", "nowhere");
    assertThat(refused(publishFrom("nan", "--column", "score"))).contains("no column 'score'");
    assertThat(refused(publishFrom("nan", "--name", "other"))).contains("one of [judge]");
    assertThat(run.resolve("published-rewards")).doesNotExist();
    assertThat(run.resolve("rewards")).doesNotExist();
  }

  @Test
  @Order(3)
  void thePolicyIsTheOneOfTheSameValuesComputedWithin() throws IOException {
    Path computed = folder.resolve("computed");
    ended(vireo(computed, COMPUTED, "run"));

    // Iteration 1 by a file of this iteration alone, stage by stage; in any order of rows.
    write("first/below", "true", "value", null, "rollouts/iteration=1");
    Run published = publishFrom("first");
    ended(published);
    assertThat(published.out().strip())
        .endsWith(run + "/published-rewards/judge/rewards/iteration=1");
    assertThat(run.resolve("manifests/rewards/iteration=1.json")).exists();
    ended(vireo(run, GIVEN, "stage", "adjust-rewards", "--iteration", "1"));
    Run updated = vireo(run, GIVEN, "stage", "update-policy", "--iteration", "1");
    ended(updated);
    // Its own result, the reward that was published among it.
    assertThat(updated.err()).contains("iteration 1  update-policy  1 step");
    assertThat(updated.out())
        .containsPattern("reward +[-0-9.]+\n")
        .containsPattern("published in +\\S*checkpoints/step-000001\n")
        .doesNotContain("kl ", "NaN", "none");

    // Iteration 2 by a folder with all iterations; then the run goes to its end.
    assertThat(refused(vireo(run, GIVEN, "run"), ExitCode.WAITING))
        .contains("is not published for iteration 2");
    write("both", "true", "value", null, "rollouts");
    ended(vireo(run, GIVEN, "publish", "rewards", "--iteration", "2", "--from", at("both")));
    Run last = vireo(run, GIVEN, "run");
    ended(last);
    assertThat(last.err()).containsPattern("iteration 2/2  reward [-0-9.]+ ");

    Path model = Path.of("checkpoints", "step-000002", "model.safetensors");
    assertThat(run.resolve(model)).hasSameBinaryContentAs(computed.resolve(model));
  }

  @Test
  @Order(4)
  void otherValuesTakeTheirPlaceOnlyWhenAsked() throws IOException {
    assertThat(publishFrom("first").exitCode()).isZero();
    write("higher", "true", "value + 1", null, "rollouts/iteration=1");
    assertThat(refused(publishFrom("higher"))).contains("has other values", "--replace");
    ended(publishFrom("higher", "--replace"));
    assertThat(refused(Run.of(arguments(run, COMPUTED, "run"))))
        .contains("was made with other settings");
    assertThat(
            refused(
                vireo(
                    folder.resolve("computed"),
                    COMPUTED,
                    "publish",
                    "rewards",
                    "--iteration",
                    "1",
                    "--from",
                    at("first"))))
        .contains("no reward of type dataset");
  }

  private static Run publish(String name, String where, String value) throws IOException {
    return publish(name, where, value, null);
  }

  private static Run publish(String name, String where, String value, String more)
      throws IOException {
    write(name, where, value, more, "rollouts/iteration=1");
    return publishFrom(name);
  }

  private static Run publishFrom(String name, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("publish", "rewards", "--iteration", "1", "--from", at(name)));
    arguments.addAll(List.of(options));
    return vireo(run, GIVEN, arguments.toArray(String[]::new));
  }

  private static String at(String name) {
    return folder.resolve("values").resolve(name).toString();
  }

  /** As a Spark job writes values: from the rollouts, in several files, in no order. */
  private static void write(String name, String where, String value, String more, String rollouts)
      throws IOException {
    try (SparkSession spark = SparkSessions.open("judge")) {
      spark
          .read()
          .option("basePath", run.resolve("rollouts").toString())
          .parquet(run.resolve(rollouts).toString())
          .createOrReplaceTempView("rollouts");
      spark.sql("select min(prompt_id) as first from rollouts").createOrReplaceTempView("firsts");
      spark
          .sql(
              "select prompt_id, c.sample_index, least(1.0, length(c.text) / 4.0D) as value,"
                  + " iteration from rollouts lateral view explode(completions) as c")
          .createOrReplaceTempView("completions");
      spark
          .sql(
              "select prompt_id, cast(sample_index as bigint) as sample_index, "
                  + value
                  + " as reward, iteration from completions cross join firsts where "
                  + where
                  + (more == null ? "" : " union all " + more))
          .repartition(3)
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(at(name));
    }
  }

  private static Run vireo(Path directory, String rewards, String... command) {
    return Run.of(arguments(directory, rewards, command));
  }

  /** The configuration comes after the command, and after what a stage or publishing is named. */
  private static String[] arguments(Path directory, String rewards, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add(command[0].equals("run") ? 1 : 2, yaml.toString());
    for (String setting : List.of("run=" + directory, rewards)) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments.toArray(String[]::new);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String refused(Run run) {
    return refused(run, ExitCode.BAD_INPUT);
  }

  private static String refused(Run run, int exitCode) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    List<String> lines = run.err().lines().filter(line -> line.startsWith("vireo: ")).toList();
    assertThat(lines).as(run.err()).hasSize(1);
    assertThat(run.err()).doesNotContain("\tat ");
    return lines.get(0);
  }
}
