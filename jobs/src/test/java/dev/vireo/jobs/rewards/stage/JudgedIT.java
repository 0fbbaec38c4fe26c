package dev.vireo.jobs.rewards.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.http.HostileServer;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scripted judge answers becomes a dataset, and it is asked nothing twice. */
class JudgedIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COMPLETIONS =
      TestRollouts.CHUNKS * TestRollouts.CHUNK_SIZE * TestRollouts.GROUP_SIZE;

  private static SparkSession spark;

  @TempDir static Path folders;
  private RunDirectory run;
  private HostileServer server;

  @BeforeAll
  static void startSpark() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void start() throws IOException {
    run = RunDirectory.at(Files.createTempDirectory(folders, "run"));
    server =
        new HostileServer(
            (exchange, request) -> {
              String message = JSON.readTree(request).at("/messages/0/content").textValue();
              HostileServer.status(200, said(message)).answer(exchange, request);
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void gradesBecomeRowsAndAStageThatIsKilledAsksForNoneOfThemAgain() throws IOException {
    // Whatever comes after four answers is refused.
    server.then(status());
    server.then(status());
    server.then(status());
    server.then(status());
    for (int i = 0; i < 2 * COMPLETIONS; i++) {
      server.then(HostileServer.status(400, "not now"));
    }
    assertThatThrownBy(() -> score(Map.of("concurrency", 1)))
        .hasMessageContaining("answered 400 (not now");
    server.close();
    start(run);
    DatasetHandle<Rewards> rewards = score(Map.of());
    assertThat(server.requests()).isEqualTo(COMPLETIONS - 4);

    DatasetHandle<Verdict> verdicts = run.partition(Datasets.VERDICTS, 1).require();
    assertThat(verdicts.rows()).isEqualTo(COMPLETIONS);
    assertThat(verdicts.total("unparsed")).isEqualTo(rewards.total("rewards/j/nan_count"));
    Verdict row = verdicts.read(1).get(4);
    assertThat(row.getPromptId()).isEqualTo("p5");
    assertThat(row.getFirstSample()).isEqualTo(1);
    assertThat(row.getSecondSample()).isEqualTo(-1);
    assertThat(row.getReward()).isEqualTo("j");
    assertThat(row.getModel()).isEqualTo("m");
    assertThat(row.getAnswer()).isEqualTo("So.\nGrade: 6");
    assertThat(row.getVerdict()).isEqualTo(6);
    assertThat(row.getQuestionHash()).hasSize(64);
    assertThat(rewards.read(1).get(1).getCompletions().get(1).getReward()).isEqualTo(0.6);

    // Rewards and verdicts are gone; the answers are not.
    int asked = server.requests();
    List<Verdict> before = verdicts.readAll();
    for (String dataset : List.of("rewards", "verdicts")) {
      run.delete("manifests/" + dataset);
      run.delete(dataset);
    }
    score(Map.of());
    assertThat(server.requests()).isEqualTo(asked);
    // As texts: NaN is not equal to itself.
    assertThat(run.partition(Datasets.VERDICTS, 1).require().readAll())
        .extracting(Verdict::toString)
        .isEqualTo(before.stream().map(Verdict::toString).toList());
  }

  @Test
  void comparisonsAreRowsOfBothOrders() {
    score(Map.of("mode", "win-share", "samples", 2));
    List<Verdict> rows = run.partition(Datasets.VERDICTS, 1).require().readAll();
    assertThat(rows).hasSize(TestRollouts.CHUNKS * TestRollouts.CHUNK_SIZE * 6 * 2);
    assertThat(rows.subList(0, 4))
        .extracting(Verdict::getFirstSample, Verdict::getSecondSample, Verdict::getAsk)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, 1, 0),
            org.assertj.core.groups.Tuple.tuple(0, 1, 1),
            org.assertj.core.groups.Tuple.tuple(0, 2, 0),
            org.assertj.core.groups.Tuple.tuple(0, 2, 1));
    assertThat(rows).allSatisfy(row -> assertThat(row.getVerdict()).isEqualTo(1));
    assertThat(rows)
        .extracting(Verdict::getTemplateHash)
        .containsOnly(rows.get(0).getTemplateHash());
  }

  @Test
  void aFolderOfOnesOwnIsUsedByTheNextRunToo() throws IOException {
    Map<String, Object> own =
        Map.of("verdicts", Files.createTempDirectory(folders, "verdicts").toString());
    score(own);
    int asked = server.requests();
    assertThat(run.exists(RewardScorer.ANSWERS)).isFalse();
    run = RunDirectory.at(Files.createTempDirectory(folders, "run"));
    score(own);
    assertThat(server.requests()).isEqualTo(asked);
    assertThat(run.partition(Datasets.VERDICTS, 1).require().rows()).isEqualTo(COMPLETIONS);
  }

  private void start(RunDirectory of) throws IOException {
    start();
    run = of;
  }

  private static HostileServer.Behaviour status() {
    return HostileServer.status(200, said("grade #### 3 "));
  }

  private DatasetHandle<Rewards> score(Map<String, Object> more) {
    Map<String, Object> options = new LinkedHashMap<>(more);
    options.put("url", server.url());
    options.put("model", "m");
    options.put("rubric", "be right");
    options.put("retries", 0);
    return ScoreRewards.of(List.of(new RewardSettings("j", "judge", 1.0, options)))
        .run(spark, run, 1, TestRollouts.in(spark, run, "none"), Progress.NONE);
  }

  /** A grade that is the number in the answer, which may be off the scale; or the first. */
  private static String said(String message) {
    String answer = "Verdict: A";
    if (!message.contains("<answer-a>")) {
      String number = message.replaceAll("(?s).*#### (\\d+).*", "$1");
      answer = "So.\nGrade: " + number;
    }
    try {
      return JSON.writeValueAsString(
          Map.of("choices", List.of(Map.of("message", Map.of("content", answer)))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
