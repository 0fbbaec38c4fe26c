package dev.vireo.jobs.rewards.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.http.HostileServer;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rewards that other processes compute, in Spark tasks. */
class OutsideRewardsIT {
  private static SparkSession spark;

  @TempDir static Path folders;

  private Path folder;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(folders, "run");
  }

  @Test
  void aPythonFunctionSeesWholeGroupsWithAndWithoutColumnRewards() throws IOException {
    RewardSettings ranked =
        python(
            """
            def reward(completions, prompt_id, completion_ids, answer, **columns):
                groups = {}
                for id, tokens in zip(prompt_id, completion_ids):
                    groups.setdefault(id, []).append(len(tokens))
                return [sorted(groups[id]).index(len(tokens)) + 10 * (text == expected)
                        for id, tokens, text, expected in zip(prompt_id, completion_ids, completions, answer)]
            """);
    RewardSettings sql = RewardSettings.of("sql", Map.of("expression", "1"));
    for (List<RewardSettings> rewards : List.of(List.of(ranked), List.of(ranked, sql))) {
      DatasetHandle<Rewards> scored = score(rewards, folder.resolve("run-" + rewards.size()));
      assertThat(scored.readAll())
          .hasSize(TestRollouts.CHUNKS * TestRollouts.CHUNK_SIZE)
          .allSatisfy(
              group ->
                  assertThat(group.getCompletions())
                      .extracting(completion -> completion.getValues().get("python"))
                      .containsExactly(10.0, 1.0, 2.0));
    }
  }

  @Test
  void anExceptionIsNamedWithPromptAndSampleAndAMendedFileIsAnotherReward() throws IOException {
    String source =
        """
        def reward(completions, prompt_id, **columns):
            if "p8" in prompt_id and not %s:
                raise ValueError("too much")
            return [1.5] * len(completions)
        """;
    List<RewardSettings> rewards = List.of(python(source.formatted("False")));
    Path place = folder.resolve("run");
    assertThatThrownBy(() -> score(rewards, place))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "reward 'python' (python): prompt 'p8', sample 0: ValueError: too much (reward.py, line"
                + " 3); fix it, or return None for no reward, and run again");
    python(source.formatted("True"));
    // Elsewhere: tasks of the stage that failed go on for a moment.
    Path other = folder.resolve("mended");
    assertThat(score(rewards, other).total("reward/sum")).isEqualTo(1.5 * 36);
    python(source.formatted("1"));
    assertThatThrownBy(() -> score(rewards, other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("python.options.content");
  }

  @Test
  void aServerIsAskedOnlyForWhatIsMissing() throws IOException {
    String answer = "{'rewards':[%s1]}".formatted("1,".repeat(11));
    try (HostileServer server = new HostileServer(HostileServer.status(200, answer))) {
      List<RewardSettings> rewards =
          List.of(RewardSettings.of("http", Map.of("url", server.url(), "retries", 0)));
      Path place = folder.resolve("run");
      server.then(HostileServer.status(400, "not today"));
      assertThatThrownBy(() -> score(rewards, place))
          .hasMessageContaining("answered 400 (not today; 1 attempt)");
      assertThat(score(rewards, place).readAll())
          .allSatisfy(
              group ->
                  assertThat(group.getCompletions())
                      .extracting(CompletionReward::getReward)
                      .containsOnly(1.0));
      Files.delete(place.resolve("rewards/iteration=1/part-00001.parquet"));
      Files.delete(place.resolve("manifests/rewards/iteration=1.json"));
      int before = server.requests();
      assertThat(score(rewards, place).total("reward/sum")).isEqualTo(36);
      assertThat(server.requests() - before).isEqualTo(1);
    }
  }

  private RewardSettings python(String source) throws IOException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "python3"))),
        "there is no python3 on the PATH, so rewards in Python are not tested");
    Path file = folder.resolve("reward.py");
    Files.writeString(file, source);
    return RewardSettings.of("python", Map.of("path", file.toString()));
  }

  private static DatasetHandle<Rewards> score(List<RewardSettings> rewards, Path place) {
    RunDirectory run = RunDirectory.at(place);
    return ScoreRewards.of(rewards)
        .run(spark, run, 1, TestRollouts.in(spark, run, "none"), Progress.NONE);
  }
}
