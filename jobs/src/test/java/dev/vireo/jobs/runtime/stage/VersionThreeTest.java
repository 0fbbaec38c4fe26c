package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.policy.RunVerification;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Part of a run directory that a build of schema version 3 left: a map is a list of two levels. It
 * has the rows of the one that {@link VersionOneTest} reads.
 */
class VersionThreeTest {
  private final RunDirectory run = run("version-3");

  private static RunDirectory run(String name) {
    try {
      return RunDirectory.at(Path.of(VersionThreeTest.class.getResource(name).toURI()));
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itsRowsAreReadWithTheirMaps() {
    Partition<Rollout> rollouts = run.partition(Datasets.ROLLOUTS, 1);
    DatasetHandle<Rollout> handle = rollouts.require();
    assertThat(handle.manifest().schemaVersion()).isEqualTo(3);
    assertThat(handle.readAll())
        .isEqualTo(run("version-1").partition(Datasets.ROLLOUTS, 1).require().readAll());
    assertThat(handle.readAll("attributes"))
        .extracting(Rollout::getAttributes)
        .allMatch(attributes -> attributes.get("answer") != null);
    List<Rewards> rewards = run.partition(Datasets.REWARDS, 1).require().readAll();
    assertThat(rewards)
        .isEqualTo(run("version-1").partition(Datasets.REWARDS, 1).require().readAll());
    Map<String, Double> values = rewards.get(0).getCompletions().get(0).getValues();
    assertThat(values).containsOnlyKeys("characters", "exact");
  }

  @Test
  void itIsVerifiedAndCountsAsFinished() {
    assertThat(RunVerification.of(run)).isEqualTo(new RunVerification(5, List.of()));
    Partition<Rewards> rewards = run.partition(Datasets.REWARDS, 1);
    assertThat(
            ChunkStage.<Integer, Rewards>of(rewards, rewards.manifest().orElseThrow().fingerprint())
                .skipIfFinished())
        .isPresent();
  }
}
