package dev.vireo.jobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingCriticTest {
  private static final Path CLASSIFIER =
      Path.of("../models/src/test/resources/dev/vireo/models/interop/classifier");

  @TempDir Path folder;

  @Test
  void oneScoreIsNeeded() {
    assertThatThrownBy(() -> StartingCritic.check(CLASSIFIER, null, null))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "critic.from is %s, which is not a reward model with one score: name one, or leave it out for a copy of the policy with a new head",
            CLASSIFIER);
  }

  @Test
  void aRunStandsForTheModelThatItTrained() throws IOException {
    Path model = Files.createDirectories(folder.resolve(FinishedRewardModel.FOLDER));
    assertThat(StartingCritic.directory(folder.toString())).isEqualTo(folder);
    Files.createFile(model.resolve("config.json"));
    assertThat(StartingCritic.directory(folder.toString())).isEqualTo(model);
    Files.createFile(folder.resolve("config.json"));
    assertThat(StartingCritic.directory(folder.toString())).isEqualTo(folder);
  }
}
