package dev.vireo.pipelines.cli;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.rollouts.CompletionEnds;
import dev.vireo.jobs.runtime.settings.StopSettings;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo sample}: completions of one prompt. */
@Command(
    name = "sample",
    description =
        "Complete a prompt with a model directory, and show how likely each completion is.")
final class SampleCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A Hugging Face model directory.")
  private Path model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      required = true,
      description = "What to complete.")
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

  @Option(names = "--json", description = "Print one line of JSON per completion.")
  private boolean json;

  @Override
  public Integer call() {
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
