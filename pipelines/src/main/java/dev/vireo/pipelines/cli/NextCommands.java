package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.training.TrainSupervised;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a person types after a run: a few commands, ready to be copied. */
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
    String place = place(run);
    String directory = model.replaceFirst("^file:/+", "/");
    return List.of(
        LAUNCHER + "report " + place,
        iterates ? LAUNCHER + "browse " + place : LAUNCHER + "init grpo --set policy.from=" + place,
        LAUNCHER
            + "sample --model "
            + quoted(directory)
            + " --prompt "
            + quoted(prompt(run, Path.of(directory)))
            + " -n 4");
  }

  /** The commands after a study. */
  static List<String> afterStudy(RunDirectory run) {
    return List.of(LAUNCHER + "study " + place(run), LAUNCHER + "report " + place(run));
  }

  private static String place(RunDirectory run) {
    return quoted(run.local("").map(Object::toString).orElse(run.toString()));
  }

  /** One of the run's own prompts, if it is short enough to be typed. */
  private static String prompt(RunDirectory run, Path model) {
    return run.partition(Datasets.PROMPTS, "eval")
        .published()
        .or(() -> run.partition(Datasets.PROMPTS, "train").published())
        .flatMap(NextCommands::first)
        .or(() -> demonstrated(run, model))
        .filter(text -> !text.isEmpty() && text.length() <= LONGEST_PROMPT)
        .filter(text -> text.chars().noneMatch(c -> c < ' '))
        .orElse("Hello");
  }

  private static Optional<String> first(DatasetHandle<Prompt> prompts) {
    return prompts.chunkCount() == 0
        ? Optional.empty()
        : prompts.read(0, "prompt").stream().findFirst().map(Prompt::getPrompt);
  }

  /** What the first demonstration answers, where the model's tokenizer is on this machine. */
  private static Optional<String> demonstrated(RunDirectory run, Path model) {
    if (!Files.isDirectory(model)) {
      return Optional.empty();
    }
    return run.list(TrainSupervised.FOLDER).stream()
        .map(phase -> run.child(TrainSupervised.FOLDER + "/" + phase))
        .flatMap(phase -> phase.partition(Datasets.DEMONSTRATIONS).published().stream())
        .filter(rows -> rows.chunkCount() > 0)
        .flatMap(rows -> rows.read(0, "prompt_token_ids").stream().limit(1))
        .findFirst()
        .flatMap(row -> text(model, row));
  }

  private static Optional<String> text(Path model, Demonstration row) {
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      return Optional.of(tokenizer.decode(TokenLists.ints(row.getPromptTokenIds())));
    } catch (InputException e) {
      // An adapter need not have one; the run is done all the same.
      return Optional.empty();
    }
  }

  /** A word for a shell. */
  static String quoted(String word) {
    return word.matches("[\\w./:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
