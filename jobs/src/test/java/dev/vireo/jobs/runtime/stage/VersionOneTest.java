package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.policy.RunVerification;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Split;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Leftovers;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Part of a run directory that a build of schema version 1 left: with manifests within the
 * datasets' folders, partition columns within the files, and Parquet's own maps and enums.
 */
class VersionOneTest {
  @TempDir Path folder;
  private RunDirectory run;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    Path old = Path.of(VersionOneTest.class.getResource("version-1").toURI());
    try (Stream<Path> files = Files.walk(old)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = folder.resolve(old.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    run = RunDirectory.at(folder);
  }

  @Test
  void itsRowsAreRead() {
    List<Rollout> rollouts = run.partition(Datasets.ROLLOUTS, 1).require().readAll();
    assertThat(rollouts).hasSize(8).allMatch(row -> row.getIteration() == 1);
    assertThat(rollouts.get(0).getCompletions()).hasSize(4);
    assertThat(rollouts.get(0).getCompletions().get(0).getFinishReason()).isNotNull();
    assertThat(rollouts.get(0).getAttributes()).containsOnlyKeys("answer");
    List<Rewards> rewards = run.partition(Datasets.REWARDS, 1).require().readAll();
    assertThat(rewards)
        .flatExtracting(Rewards::getCompletions)
        .hasSize(32)
        .allMatch(
            completion ->
                completion.getValues().keySet().equals(java.util.Set.of("characters", "exact")));
    List<Prompt> prompts = run.partition(Datasets.PROMPTS, "eval").require().readAll("split");
    assertThat(prompts).isNotEmpty().allMatch(row -> row.getSplit() == Split.eval);
    List<Metric> metrics = run.partition(Datasets.METRICS, 1).require().readAll("name", "value");
    assertThat(metrics).isNotEmpty().allMatch(row -> !row.getName().isEmpty());
  }

  @Test
  void itIsVerifiedAndCountsAsFinished() throws IOException {
    assertThat(RunVerification.of(run)).isEqualTo(new RunVerification(6, List.of()));
    Partition<Rewards> rewards = run.partition(Datasets.REWARDS, 1);
    ChunkStage<Integer, Rewards> stage =
        ChunkStage.of(rewards, rewards.manifest().orElseThrow().fingerprint());
    assertThat(stage.skipIfFinished()).isPresent();
    assertThat(Leftovers.of(run, true)).isEmpty();

    Path chunk = folder.resolve("rewards/iteration=1/part-00001.parquet");
    Files.delete(chunk);
    assertThat(stage.reasonsToRun()).hasSize(1);
    assertThat(RunVerification.of(run).damaged()).hasSize(1);
    Files.createFile(folder.resolve("rewards/iteration=1/_cleaned"));
    assertThat(stage.skipIfFinished()).isPresent();
    assertThat(RunVerification.of(run).damaged()).isEmpty();
  }

  @Test
  void whatIsMadeAgainIsOfThisVersionAlone() throws IOException {
    Partition<Rollout> partition = run.partition(Datasets.ROLLOUTS, 1);
    DatasetHandle<Rollout> old = partition.require();
    List<Rollout> rows = old.readAll();
    Files.delete(folder.resolve("rollouts/iteration=1/part-00001.parquet"));
    DatasetHandle<Rollout> now =
        ChunkStage.<Integer, Rollout>of(partition, old.manifest().fingerprint())
            .runOnDriver(
                List.of(0, 1),
                (index, chunk) -> ChunkResult.of(rows.subList(4 * index, 4 * index + 4), Map.of()));
    assertThat(now.readAll()).isEqualTo(rows);
    assertThat(folder.resolve("rollouts/iteration=1"))
        .isDirectoryNotContaining(file -> !file.toString().endsWith(".parquet"));
    assertThat(now.manifest().schemaVersion()).isEqualTo(2);
    assertThat(now.manifest().chunks().get(0).sha256())
        .isNotEqualTo(old.manifest().chunks().get(0).sha256());
  }
}
