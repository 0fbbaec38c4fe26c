package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.model.Aggregate;
import dev.vireo.jobs.rewards.model.RewardModelScorer;
import dev.vireo.jobs.rewards.model.TextJudgement;
import dev.vireo.jobs.rewards.model.TextScorer;
import dev.vireo.jobs.rewards.model.TooLong;
import dev.vireo.jobs.rewards.texts.TextSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo score}: what a reward model makes of a text, or of a dataset of texts. */
@Command(
    name = "score",
    description = {
      "Give texts the reward of a reward model.",
      "",
      "With --text, print the reward of one text: vireo score MODEL --text TEXT. Otherwise score"
          + " the dataset IN as a Spark job: vireo score --model MODEL IN OUT writes the Parquet"
          + " files OUT/scores, with the columns text_id, prompt, completion, reward and attributes,"
          + " other and steps."
          + " If it is killed, the same command goes on from the chunks that are there.",
      "",
      "A model that judges steps prints a line for each step, or what --aggregate makes of them."
          + " One that compares two completions prints the probability that the text is better than"
          + " that of --against.",
      "",
      "Text becomes tokens as the recipe in the model's directory says: with its special tokens "
          + "and end of sequence, through its chat template if it was trained on chats."
    })
final class ScoreCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(
      arity = "0..2",
      paramLabel = "MODEL | IN OUT",
      description = {
        "With --text: the model. Otherwise what to score and where to write:",
        "IN is JSON lines, CSV, Parquet, Arrow or a saved dataset; OUT a new folder."
      })
  private List<String> places = List.of();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "A directory of a ...ForSequenceClassification or ...ForTokenClassification model, or a"
              + " run that trained one.")
  private String model;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "The completion to score, or the whole text if there is no prompt.")
  private String text;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the text completes.")
  private String prompt;

  @Option(
      names = "--against",
      paramLabel = "TEXT",
      description = "The other completion, for a model that compares two.")
  private String against;

  @Option(
      names = "--aggregate",
      paramLabel = "last|min|mean|product",
      description =
          "What the rewards of steps come to; of a dataset min if not given, of a text each step.")
  private Aggregate aggregate;

  @Option(
      names = "--prefixes",
      description = "Print the reward of every beginning of the text, a line for each token.")
  private boolean prefixes;

  @Option(names = "--json", description = "Print one line of JSON per reward, or per dataset.")
  private boolean json;

  @Option(
      names = "--prompt-column",
      paramLabel = "NAME",
      defaultValue = TextSettings.PROMPT,
      description = "Column with prompts, if there are any; ${DEFAULT-VALUE} if not given.")
  private String promptColumn;

  @Option(
      names = "--completion-column",
      paramLabel = "NAME",
      defaultValue = "completion",
      description = "Column with the texts to score; ${DEFAULT-VALUE} if not given.")
  private String completionColumn;

  @Option(
      names = "--against-column",
      paramLabel = "NAME",
      description = "Column with the other completions, for a model that compares two.")
  private String againstColumn;

  @Option(
      names = "--messages-column",
      paramLabel = "NAME",
      description =
          "Column with conversations that end with the assistant's answer, in place of both.")
  private String messagesColumn;

  @Option(
      names = "--chat",
      description =
          "Have the model's chat template render texts; of a model with a recipe, that decides.")
  private boolean chat;

  @Option(
      names = "--label",
      paramLabel = "NAME",
      description =
          "Name or number of the logit that is the reward, if the model has several; of a model that"
              + " judges steps, of the label that says a step is right.")
  private String label;

  @Option(
      names = "--too-long",
      paramLabel = "error|none|cut",
      defaultValue = "error",
      description =
          "Texts longer than the model reads: refuse them, give them no reward (NaN), or cut them at"
              + " the beginning; ${DEFAULT-VALUE} if not given.")
  private TooLong tooLong;

  @Option(
      names = "--tokens-per-batch",
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "Tokens, padding included, that go through the layers together; ${DEFAULT-VALUE} if not"
              + " given.")
  private int tokensPerBatch;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      defaultValue = "256",
      description = "Texts in one file, which are done together; ${DEFAULT-VALUE} if not given.")
  private int chunk;

  @Mixin private SourceOptions options;

  @Override
  public Integer call() throws IOException {
    return text == null ? scoreDataset() : scoreText();
  }

  private int scoreDataset() throws IOException {
    if (model == null || places.size() != 2) {
      throw new InputException(
          "score takes a model and a text, vireo score MODEL --text TEXT, or a model and a dataset,"
              + " vireo score --model MODEL IN OUT");
    }
    if (prefixes || !prompt.isEmpty() || against != null) {
      throw new InputException(
          "--prompt, --against and --prefixes are for one text; give it with --text");
    }
    TextSettings settings =
        new TextSettings(
            options.source(places.get(0)),
            options.idColumn(),
            promptColumn,
            completionColumn,
            againstColumn,
            messagesColumn,
            options.kept(),
            options.duplicates(),
            chunk);
    return DatasetJobs.score(vireo, settings, opened(model), places.get(1), json);
  }

  private int scoreText() {
    if (places.size() + (model == null ? 0 : 1) != 1) {
      throw new InputException("score --text takes one model: vireo score MODEL --text TEXT");
    }
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    RewardModelScorer scorer =
        RewardModelScorer.open(opened(model == null ? places.get(0) : model));
    if (prefixes) {
      scorer
          .prefixes(prompt, text)
          .forEach(prefix -> out.println(line("token", prefix.token(), prefix.reward())));
      return ExitCode.DONE;
    }
    TextJudgement judged = scorer.judge(prompt, text, against);
    if (judged.steps().isEmpty() || aggregate != null) {
      out.println(json ? line("text", text, judged.reward()) : number(judged.reward()));
    } else {
      judged.steps().forEach(step -> out.println(line("step", step.text(), step.reward())));
    }
    return ExitCode.DONE;
  }

  private TextScorer.Options opened(String path) {
    return new TextScorer.Options(path, label, chat, tooLong, tokensPerBatch, aggregate);
  }

  private String line(String what, String of, double reward) {
    if (!json) {
      return "%12s  %s".formatted(number(reward), of);
    }
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("reward", Double.isNaN(reward) ? null : (Double) reward).put(what, of);
    if (against != null) {
      line.put("against", against);
    }
    return line.toString();
  }

  private static String number(double reward) {
    return Double.isNaN(reward) ? "none" : String.format(Locale.ROOT, "%.6f", reward);
  }
}
