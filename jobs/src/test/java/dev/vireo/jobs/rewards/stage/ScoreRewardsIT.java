package dev.vireo.jobs.rewards.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.columns.ColumnScorer;
import dev.vireo.jobs.rewards.columns.CompletionRows;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: all cases share one Spark session and the same rollouts.
class ScoreRewardsIT {
  private static final int CHUNKS = TestRollouts.CHUNKS;
  private static final int CHUNK_SIZE = TestRollouts.CHUNK_SIZE;
  private static final int GROUP_SIZE = TestRollouts.GROUP_SIZE;
  private static final RewardSettings NUMBER =
      new RewardSettings("number", "numeric-answer", 1.0, Map.of("scale", 2));
  private static final RewardSettings PROBE = new RewardSettings("probe", "test-probe", 1.0, null);

  private static SparkSession spark;

  // Shared, and removed once Spark has stopped: tasks that are cancelled go on for a moment.
  @TempDir static Path folders;

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(folders, "run");
  }

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void scoresEveryCompletionInItsChunk() {
    RunDirectory run = RunDirectory.at(folder);
    DatasetHandle<Rewards> rewards = score(run, "none", NUMBER, PROBE);
    assertThat(rewards.chunkCount()).isEqualTo(CHUNKS);
    assertThat(rewards.rows()).isEqualTo(CHUNKS * CHUNK_SIZE);
    Rewards group = rewards.read(1).get(2);
    assertThat(group.getPromptId()).isEqualTo("p6");
    assertThat(group.getIteration()).isEqualTo(1);
    assertThat(group.getCompletions())
        .extracting(CompletionReward::getReward)
        .containsExactly(1.0, 1 / 1.5, 0.5);
    assertThat(group.getCompletions().get(1).getValues())
        .containsOnly(Map.entry("number", 1 / 1.5), Map.entry("probe", Double.NaN));
    double sum = CHUNKS * CHUNK_SIZE * (1 + 1 / 1.5 + 0.5);
    assertThat(rewards.total("reward/sum")).isCloseTo(sum, within());
    assertThat(rewards.total("reward/count")).isEqualTo(36);
    assertThat(rewards.total("rewards/probe/count")).isZero();
    assertThat(rewards.total("rewards/probe/nan_count")).isEqualTo(36);
    assertThat(rewards.total("rewards/number/sum_of_squares"))
        .isCloseTo(CHUNKS * CHUNK_SIZE * (1 + 1 / 2.25 + 0.25), within());
  }

  @Test
  void whatFunctionsSayBesidesIsKeptWithTheRewards() {
    RewardSettings sql = sql("1");
    for (RewardSettings[] rewards : new RewardSettings[][] {{NUMBER, PROBE}, {PROBE, sql}}) {
      RunDirectory run = RunDirectory.at(folder.resolve(rewards[1].name()));
      DatasetHandle<Rewards> scored = score(run, "0.25", rewards);
      List<CompletionReward> group = scored.read(1).get(2).getCompletions();
      assertThat(group)
          .extracting(CompletionReward::getExtraNumbers)
          .containsExactly(Map.of("tokens", 3.0), Map.of("tokens", 4.0), Map.of("tokens", 5.0));
      assertThat(group.get(1).getExtraTexts()).isEqualTo(Map.of("said", "#### 7"));
      assertThat(group.get(2).getExtraTexts()).isNull();
      assertThat(scored.total("logged/calls/sum")).isEqualTo(3 * 36);
      assertThat(scored.total("logged/calls/count")).isEqualTo(36);
    }
    RewardSettings again = new RewardSettings("again", "test-probe", 1.0, null);
    assertThatThrownBy(() -> score(RunDirectory.at(folder.resolve("twice")), "0.25", PROBE, again))
        .hasMessageContaining("it logs 'tokens', as reward 'probe' does; rename one");
  }

  @Test
  void columnRewardsStandBesideTheOthers() {
    RewardSettings sql =
        sql(
            "case when stopped then 0.5 * completion_tokens + length(attributes['level']) "
                + "+ cast(prompt_id = 'p6' as int) end");
    DatasetHandle<Rewards> rewards = score(RunDirectory.at(folder), "none", NUMBER, sql);
    assertThat(rewards.chunkCount()).isEqualTo(CHUNKS);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      for (int i = 0; i < CHUNK_SIZE; i++) {
        Rewards group = rewards.read(chunk).get(i);
        int number = chunk * CHUNK_SIZE + i;
        assertThat(group.getPromptId()).isEqualTo("p" + number);
        double added = number == 6 ? 1 : 0;
        assertThat(group.getCompletions())
            .extracting(completion -> completion.getValues().get("sql"))
            .containsExactly(4.5 + added, 5 + added, Double.NaN);
        assertThat(group.getCompletions())
            .extracting(CompletionReward::getSampleIndex)
            .containsExactly(0, 1, 2);
      }
    }
  }

  @Test
  void theSameRewardsGiveTheSameBytesOnEitherWay() throws IOException {
    RewardSettings unused = new RewardSettings("unused", "sql", 0.0, Map.of("expression", "1"));
    RewardSettings constant =
        new RewardSettings("unused", "length", 0.0, Map.of("target", 0, "slope", 0));
    DatasetHandle<Rewards> columns =
        score(RunDirectory.at(folder.resolve("a")), "none", NUMBER, unused);
    DatasetHandle<Rewards> rows =
        score(RunDirectory.at(folder.resolve("b")), "none", NUMBER, constant);
    assertThat(columns.readAll()).isEqualTo(rows.readAll());
    assertThat(columns.manifest().totals()).isEqualTo(rows.manifest().totals());
    DatasetHandle<Rewards> again =
        score(RunDirectory.at(folder.resolve("c")), "none", NUMBER, unused);
    assertThat(again.contentHash()).isEqualTo(columns.contentHash());
    for (String file : List.of("part-00000.parquet", "part-00002.parquet")) {
      assertThat(Files.readAllBytes(folder.resolve("c/rewards/iteration=1/" + file)))
          .isEqualTo(Files.readAllBytes(folder.resolve("a/rewards/iteration=1/" + file)));
    }
  }

  @Test
  void booleansCountAndMissingValuesDoNot() {
    DatasetHandle<Rewards> rewards =
        score(
            RunDirectory.at(folder),
            "none",
            sql(
                "try_cast(substr(completion, 5) as int) >= try_cast(substr(answer, 5) as int) +"
                    + " 1"));
    assertThat(rewards.read(0).get(0).getCompletions())
        .extracting(CompletionReward::getReward)
        .containsExactly(0.0, 1.0, 1.0);
  }

  @Test
  void aFinishedStageIsSkippedUntilARewardChanges() {
    RunDirectory run = RunDirectory.at(folder);
    DatasetHandle<Rollout> rollouts = TestRollouts.in(spark, run, "none");
    ScoreRewards stage = ScoreRewards.of(List.of(NUMBER, sql("1")));
    DatasetHandle<Rewards> first = stage.run(spark, run, 1, rollouts, Progress.NONE);
    assertThat(stage.run(spark, run, 1, rollouts, Progress.NONE).manifest().provenance())
        .isEqualTo(first.manifest().provenance());
    ScoreRewards changed = ScoreRewards.of(List.of(NUMBER, sql("2")));
    assertThatThrownBy(() -> changed.run(spark, run, 1, rollouts, Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("sql.options.expression \"1\" -> \"2\"");
  }

  @Test
  void onlyChunksThatAreMissingAreScored() throws IOException {
    for (RewardSettings other : List.of(NUMBER, sql("1"))) {
      Path place = folder.resolve(other.type());
      RunDirectory run = RunDirectory.at(place);
      DatasetHandle<Rewards> first = score(run, "2", PROBE, other);
      Path rewards = place.resolve("rewards/iteration=1");
      byte[] chunk = Files.readAllBytes(rewards.resolve("part-00001.parquet"));
      Files.delete(rewards.resolve("part-00001.parquet"));
      Files.delete(place.resolve("manifests/rewards/iteration=1.json"));
      ProbeReward.CALLS.set(0);
      DatasetHandle<Rewards> again = score(run, "2", PROBE, other);
      assertThat(ProbeReward.CALLS).hasValue(CHUNK_SIZE * GROUP_SIZE);
      assertThat(again.contentHash()).isEqualTo(first.contentHash());
      assertThat(Files.readAllBytes(rewards.resolve("part-00001.parquet"))).isEqualTo(chunk);
    }
  }

  @Test
  void aPipelineScoresRolloutsWithoutAShuffle() throws IOException {
    PipelineStage[] stages = {
      new Tokenizer().setInputCol("text").setOutputCol("words"),
      new HashingTF().setNumFeatures(1).setInputCol("words").setOutputCol("total")
    };
    String path = folder.resolve("pipeline").toString();
    new Pipeline().setStages(stages).fit(spark.range(1).selectExpr("'a' as text")).save(path);
    RewardSettings words =
        RewardSettings.of(
            "mllib", Map.of("path", path, "input-column", "text", "output-column", "total"));
    DatasetHandle<Rewards> rewards = score(RunDirectory.at(folder), "none", words, sql("1"));
    assertThat(rewards.readAll())
        .allSatisfy(
            group ->
                assertThat(group.getCompletions())
                    .extracting(CompletionReward::getReward)
                    .containsExactly(3.0, 3.0, 3.0));
    Dataset<Row> completions =
        spark.createDataFrame(
            List.of(CompletionRows.row(input("4"), 0)), CompletionRows.KEYED_SCHEMA);
    Dataset<Row> scored =
        ColumnScorer.create(List.of(words, sql("1")), spark).score(completions.repartition(2));
    // The one exchange is the repartitioning above.
    assertThat(
            ((org.apache.spark.sql.classic.Dataset<Row>) scored)
                .queryExecution()
                .executedPlan()
                .toString())
        .containsOnlyOnce("Exchange");
  }

  @Test
  void noRewardAtAllIsAnErrorEachTime() {
    RunDirectory run = RunDirectory.at(folder);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> score(run, "none", PROBE, sql("cast(null as double)")))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "No completion of iteration 1 got a reward: rewards 'probe' (test-probe), 'sql' (sql)"
                  + " gave none for all of them; check what it returns, and whether the prompts"
                  + " have the reference answers and columns that it needs");
    }
  }

  @Test
  void aFunctionThatThrowsIsNamedWithPromptAndSample() {
    assertThatThrownBy(() -> score(RunDirectory.at(folder), "throw", NUMBER, PROBE))
        .isInstanceOf(InputException.class)
        // Of the chunks, whichever came first: the others are not waited for.
        .hasMessageMatching(
            "reward 'probe' \\(test-probe\\) on prompt 'p[048]', sample 0 failed: "
                + "java.lang.IllegalStateException: no; fix it, .*");
  }

  @Test
  void anExpressionThatFailsIsNamedWithPromptAndSample() {
    assertThatThrownBy(
            () ->
                score(
                    RunDirectory.at(folder),
                    "none",
                    sql("if(completion = '#### 7', cast('x' as int), 1)")))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "reward 'sql' \\(sql\\) on prompt 'p5', sample 2 failed: \\[CAST_INVALID_INPUT\\] [^\\n"
                + "]*");
  }

  @Test
  void expressionsThatAreNoFunctionOfTheRowAreRefused() {
    assertRefused("completion", "gives string; it must give a number or a boolean");
    assertRefused("rand()", "gives a different value each time");
    assertRefused("unix_timestamp(current_timestamp())", "gives a different value each time");
    assertRefused("sum(completion_tokens)", "must be one value of one row");
    assertRefused("row_number() over (order by prompt)", "must be one value of one row");
    assertRefused("explode(array(1, 2))", "must be one value of one row");
    assertRefused("(select 1)", "must be one value of one row");
    assertRefused("length(completion", "cannot be used: [PARSE_SYNTAX_ERROR]");
    assertRefused("lenth(completion)", "cannot be used: [UNRESOLVED_ROUTINE]");
    assertRefused("length(text)", "cannot be used: [UNRESOLVED_COLUMN");
    assertRefused("java_method('java.lang.System', 'nanoTime')", "expression 'java_method");
  }

  @Test
  void groupsCanBeScoredOnTheDriver() {
    RewardScorer scorer = RewardScorer.create(List.of(NUMBER, sql("completion_tokens")));
    List<List<RewardInput>> groups =
        List.of(List.of(input("4"), input("5")), List.of(), List.of(input("8")));
    List<BatchValues> none = scorer.batchValues(groups.stream().flatMap(List::stream).toList());
    assertThat(scorer.scoreGroups(spark, groups, none))
        .extracting(group -> group.stream().map(ScoredCompletion::reward).toList())
        .containsExactly(List.of(8.0, 7 + 1 / 1.5), List.of(), List.of(7 + 1 / 3.0));
  }

  private void assertRefused(String expression, String message) {
    assertThatThrownBy(() -> score(RunDirectory.at(folder), "none", sql(expression)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("reward 'sql' (sql): expression '" + expression + "'")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private static RewardInput input(String completion) {
    return new RewardInput("p", "question", Optional.of("4"), Map.of(), completion, 7, true);
  }

  private static RewardSettings sql(String expression) {
    return RewardSettings.of("sql", Map.of("expression", expression));
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  private static DatasetHandle<Rewards> score(
      RunDirectory run, String probe, RewardSettings... rewards) {
    return ScoreRewards.of(List.of(rewards))
        .run(spark, run, 1, TestRollouts.in(spark, run, probe), Progress.NONE);
  }
}
