package dev.vireo.pipelines.cli;

import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.List;
import java.util.Optional;

/** What a person types after a run: three commands, ready to be copied. */
final class NextCommands {

  private static final String LAUNCHER = "./vireo ";
  private static final int LONGEST_PROMPT = 60;

  private NextCommands() {}

  /**
   * The commands after a run of a policy.
   *
   * @param iterates whether it has iterations, and so rollouts to look at
   * @param model the policy's model directory, a path or a URI
   */
  static List<String> after(RunDirectory run, boolean iterates, String model) {
    String place = quoted(run.local("").map(Object::toString).orElse(run.toString()));
    return List.of(
        LAUNCHER + "report " + place,
        iterates ? LAUNCHER + "browse " + place : LAUNCHER + "init grpo --set policy.from=" + place,
        LAUNCHER
            + "sample --model "
            + quoted(model.replaceFirst("^file:/+", "/"))
            + " --prompt "
            + quoted(prompt(run))
            + " -n 4");
  }

  /** One of the run's own prompts, if it is short enough to be typed. */
  private static String prompt(RunDirectory run) {
    return run.partition(Datasets.PROMPTS, "eval")
        .published()
        .or(() -> run.partition(Datasets.PROMPTS, "train").published())
        .flatMap(NextCommands::first)
        .filter(text -> text.length() <= LONGEST_PROMPT && text.chars().noneMatch(c -> c < ' '))
        .orElse("Hello");
  }

  private static Optional<String> first(DatasetHandle<Prompt> prompts) {
    return prompts.chunkCount() == 0
        ? Optional.empty()
        : prompts.read(0, "prompt").stream().findFirst().map(Prompt::getPrompt);
  }

  /** A word for a shell. */
  static String quoted(String word) {
    return word.matches("[\\w./:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
