package dev.vireo.pipelines.run;

import dev.vireo.jobs.rollouts.CompletionEnds;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** How a run samples the policy that it starts from, and what becomes of it. */
public final class RunRollouts {
  private RunRollouts() {}

  /**
   * The rollouts' settings, with the end of the policy's tokenizer where its config.json names
   * another.
   *
   * @param progress hears where the policy names no end at all
   * @throws dev.vireo.algorithms.InputException if the settings name a token that the policy does
   *     not have
   */
  public static RolloutSettings of(PolicyRun config, Progress progress) {
    // A new model's config.json names the end of its tokenizer.
    String model = config.policy().model();
    return model == null ? config.rollouts() : of(Path.of(model), config.rollouts(), progress);
  }

  /** The same for another model. */
  public static RolloutSettings of(Path directory, RolloutSettings rollouts, Progress progress) {
    return of(directory, rollouts, "rollouts.stop", progress);
  }

  /**
   * The same where ends are set elsewhere.
   *
   * @param setting what would add one
   */
  public static RolloutSettings of(
      Path directory, RolloutSettings rollouts, String setting, Progress progress) {
    ModelDirectory model = ModelDirectory.open(directory);
    try (Tokenizer tokenizer = model.tokenizer()) {
      if (CompletionEnds.of(model, tokenizer, rollouts.stop()).isEmpty()) {
        progress.message(CompletionEnds.warningOfNone(setting));
      }
      OptionalInt own = tokenizer.namedEnd();
      boolean configured =
          own.isEmpty()
              || IntStream.of(model.configuredEnds()).anyMatch(end -> end == own.getAsInt());
      return configured ? rollouts : rollouts.endingAlsoAt(own.getAsInt());
    }
  }
}
