package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.models.directory.ModelDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a reward model lies. */
final class RewardModelDirectory {
  private RewardModelDirectory() {}

  /** The directory of a path that names it, or the run that trained it. */
  static Path of(String path) {
    Path given = Path.of(path);
    Path trained = given.resolve(FinishedRewardModel.FOLDER);
    boolean run =
        !Files.exists(given.resolve(ModelDirectory.CONFIG_FILE))
            && Files.exists(trained.resolve(ModelDirectory.CONFIG_FILE));
    return run ? trained : given;
  }
}
