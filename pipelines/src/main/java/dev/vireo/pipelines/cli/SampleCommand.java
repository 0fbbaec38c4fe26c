package dev.vireo.pipelines.cli;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceSettings;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.rollouts.CompletionEnds;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.settings.StopSettings;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo sample}: completions of one prompt, or of a dataset of prompts. */
@Command(
    name = "sample",
    description = {
      "Complete prompts with a model directory.",
      "",
      "With --prompt, print completions of one prompt, and how likely each is. Otherwise complete"
          + " the dataset IN as a Spark job: vireo sample --model DIR IN OUT writes the Parquet"
          + " files OUT/rollouts/iteration=1, a row per prompt with the columns prompt_id, prompt,"
          + " answer, attributes and completions. If it is killed, the same command goes on from the"
          + " chunks that are there."
    })
final class SampleCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A Hugging Face model directory.")
  private Path model;

  @Parameters(
      arity = "0..2",
      paramLabel = "IN OUT",
      description = {
        "Without --prompt: what to complete, JSON lines, CSV, Parquet, Arrow or a saved",
        "dataset, and where to write, a new folder."
      })
  private List<String> places = List.of();

  @Option(names = "--prompt", paramLabel = "TEXT", description = "What to complete.")
  private String prompt;

  @Option(
      names = {"-n", "--samples"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of completions; ${DEFAULT-VALUE} if not given.")
  private int samples;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "0 takes the most probable token; ${DEFAULT-VALUE} if not given.")
  private double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description = "Keep the likeliest tokens up to this probability; ${DEFAULT-VALUE} keeps all.")
  private double topP;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Keep this many likeliest tokens; ${DEFAULT-VALUE} keeps all.")
  private int topK;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Longest completion; ${DEFAULT-VALUE} if not given.")
  private int maxNewTokens;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description =
          "End a completion at this special token, or where this text appears; repeatable.")
  private List<String> stops = List.of();

  @Option(
      names = "--special-tokens",
      paramLabel = "WHICH",
      defaultValue = "auto",
      description =
          "Special tokens around the prompt: auto, those that the tokenizer adds, or none;"
              + " ${DEFAULT-VALUE} if not given.")
  private SpecialTokens specialTokens;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description = "The seed of every draw; ${DEFAULT-VALUE} if not given.")
  private long seed;

  @Option(names = "--json", description = "Print one line of JSON per completion, or per dataset.")
  private boolean json;

  @Option(
      names = "--prompt-column",
      paramLabel = "NAME",
      defaultValue = "prompt",
      description = "Column with prompts, texts or messages; ${DEFAULT-VALUE} if not given.")
  private String promptColumn;

  @Option(
      names = "--prompt-template",
      paramLabel = "TEXT",
      description = "Text with columns in braces, in place of a column of prompts.")
  private String promptTemplate;

  @Option(
      names = "--messages-column",
      paramLabel = "NAME",
      description = "Column with conversations that the assistant is to answer.")
  private String messagesColumn;

  @Option(
      names = "--chat",
      description = "Make each plain prompt one user message, through the model's chat template.")
  private boolean chat;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "A system message before conversations that begin without one.")
  private String system;

  @Option(
      names = "--answer-column",
      paramLabel = "NAME",
      description = "Column with reference answers, to keep.")
  private String answerColumn;

  @Option(
      names = "--too-long",
      paramLabel = "error|drop",
      defaultValue = "error",
      description =
          "Prompts that leave no room for a completion: refuse them, or leave them out;"
              + " ${DEFAULT-VALUE} if not given.")
  private LengthPolicy tooLong;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      defaultValue = "16",
      description = "Prompts in one file, which are one batch; ${DEFAULT-VALUE} if not given.")
  private int chunk;

  @Mixin private SourceOptions options;

  @Override
  public Integer call() throws IOException {
    if (prompt == null) {
      return sampleDataset();
    }
    if (!places.isEmpty()) {
      throw new InputException(
          "sample takes one prompt, --prompt TEXT, or a dataset, IN OUT; not both");
    }
    return sampleText();
  }

  private int sampleDataset() throws IOException {
    if (places.size() != 2) {
      throw new InputException(
          "sample takes one prompt, vireo sample --model DIR --prompt TEXT, or a dataset, vireo"
              + " sample --model DIR IN OUT");
    }
    ChatSettings chats = ChatSettings.defaults();
    chats = new ChatSettings(chat, system, chats.template(), chats.variables(), chats.date());
    SourceSettings source = options.source(places.get(0));
    PromptSettings prompts =
        new PromptSettings(
            source.path(),
            source.format(),
            source.csvEscape(),
            options.idColumn(),
            promptColumn,
            promptTemplate,
            messagesColumn,
            chats,
            answerColumn,
            options.kept(),
            null,
            0,
            options.duplicates(),
            0,
            tooLong,
            chunk);
    RolloutSettings rollouts =
        RolloutSettings.local(samples, temperature, topP, topK, maxNewTokens, chunk)
            .withStop(new StopSettings(List.of(), stops));
    return DatasetJobs.sample(
        vireo, prompts, specialTokens, model, rollouts, seed, places.get(1), json);
  }

  private int sampleText() {
    ModelDirectory directory = ModelDirectory.open(model);
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    try (Tokenizer tokenizer = directory.tokenizer();
        Model model = Model.load(directory, Device.cpu())) {
      int[] text = tokenizer.encode(prompt);
      if (text.length == 0) {
        throw new InputException("The prompt is empty; give --prompt some text");
      }
      int[] tokens = specialTokens == SpecialTokens.AUTO ? tokenizer.frame().around(text) : text;
      CompletionEnds ends =
          CompletionEnds.of(directory, tokenizer, new StopSettings(List.of(), stops));
      if (ends.isEmpty()) {
        vireo.console().err().println(CompletionEnds.warningOfNone("--stop"));
      }
      SampleRequest request =
          new SampleRequest(
              samples,
              maxNewTokens,
              new SamplingSettings(temperature, topP, topK),
              ends.tokenIds(),
              ends.stopStrings(tokenizer),
              seed,
              0);
      List<SampledCompletion> completions =
          new Sampler(model)
              .sample(List.of(new PromptTokens("prompt", tokens)), request)
              .get(0)
              .completions();
      for (SampledCompletion completion : completions) {
        print(out, completion, tokenizer.decode(completion.tokenIds()));
      }
    }
    return ExitCode.DONE;
  }

  private void print(PrintWriter out, SampledCompletion completion, String text) {
    double logprob = 0;
    for (float each : completion.logprobs()) {
      logprob += each;
    }
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("completion", text)
              .put("logprob", logprob)
              .put("tokens", completion.tokenIds().length)
              .put("finish_reason", completion.stopped() ? "stop" : "length"));
    } else {
      out.printf(
          Locale.ROOT,
          "logprob %.3f  %s%s%n%s%n%n",
          logprob,
          Counted.of(completion.tokenIds().length, "tokens"),
          completion.stopped() ? "" : "  (cut off)",
          text);
    }
  }
}
