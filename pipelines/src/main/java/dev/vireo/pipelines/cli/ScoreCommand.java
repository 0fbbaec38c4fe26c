package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.jobs.rewards.model.RewardModelScorer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo score}: what a reward model makes of a text. */
@Command(
    name = "score",
    description = {
      "Print the reward that a reward model gives a text.",
      "",
      "The text becomes tokens as the recipe in the model's directory says: with its special tokens "
          + "and end of sequence, through its chat template if it was trained on chats."
    })
final class ScoreCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A directory of a ...ForSequenceClassification model, or a run that trained one.")
  private String model;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      required = true,
      description = "The completion to score, or the whole text if there is no prompt.")
  private String text;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the text completes.")
  private String prompt;

  @Option(
      names = "--prefixes",
      description = "Print the reward of every beginning of the text, a line for each token.")
  private boolean prefixes;

  @Option(names = "--json", description = "Print one line of JSON per reward.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    try (RewardModelScorer scorer = RewardModelScorer.open(model)) {
      List<RewardModelScorer.Prefix> scored =
          prefixes
              ? scorer.prefixes(prompt, text)
              : List.of(new RewardModelScorer.Prefix(text, scorer.reward(prompt, text)));
      scored.forEach(each -> out.println(line(each)));
    }
    return ExitCode.DONE;
  }

  private String line(RewardModelScorer.Prefix scored) {
    if (json) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("reward", scored.reward())
          .put(prefixes ? "token" : "text", scored.token())
          .toString();
    }
    String reward = String.format(Locale.ROOT, "%.6f", scored.reward());
    return prefixes ? "%12s  %s".formatted(reward, scored.token()) : reward;
  }
}
