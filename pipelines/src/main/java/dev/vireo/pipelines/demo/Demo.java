package dev.vireo.pipelines.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rescore.Rescoring;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.rescore.RescoredRun;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.sft.SftSettings;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The demo's course: data, a base by fine-tuning, reinforcement, and the same seconds of further
 * fine-tuning for comparison.
 */
public final class Demo {

  /** More than fit into any demo: the clock ends that fine-tuning. */
  private static final int MOST_STEPS = 100_000;

  private final Path configurations;
  private final Path folder;
  private final String algorithm;
  private final List<String> overrides;
  private final Function<RunSettings, Progress> progressOf;

  /**
   * A demo.
   *
   * @param configurations {@code conf/arithmetic}, with {@code sft.yaml} and {@code grpo.yaml}
   * @param folder where everything goes
   * @param algorithm grpo or grpovi
   * @param overrides {@code key=value} on top of the configurations
   * @param progress hears how far each of its runs is
   */
  public Demo(
      Path configurations,
      Path folder,
      String algorithm,
      List<String> overrides,
      Function<RunSettings, Progress> progress) {
    this.configurations = configurations;
    this.folder = folder;
    this.algorithm = algorithm;
    this.overrides = List.copyOf(overrides);
    this.progressOf = progress;
  }

  /** Runs what is not done yet. */
  public DemoResult run() {
    Path data = folder.resolve("data");
    if (!Files.exists(data.resolve("careless.jsonl"))) {
      ArithmeticData.write(data);
    }
    makeBase();
    return reinforce();
  }

  /** The result of an earlier run of an algorithm here, if there is one. */
  public static Optional<DemoResult> earlier(Path folder, String algorithm) {
    return read(RunDirectory.at(folder.resolve(algorithm)));
  }

  /** Fine-tunes a new decoder, on clean answers and then on careless ones. */
  private void makeBase() {
    ResolvedConfig<?> base = base();
    Progress progress = progressOf.apply(Configurations.settings(base));
    progress.message("Making the base: fine-tuning on correct answers, then on sloppy ones");
    try (RunSession session = RunSession.open(base, progress)) {
      session.run();
    }
  }

  private DemoResult reinforce() {
    ResolvedConfig<?> config =
        config(
            "grpo.yaml",
            algorithm,
            List.of("policy.from=" + run("base"), "algorithm=" + algorithm));
    Progress progress = progressOf.apply(Configurations.settings(config));
    RunSummary summary;
    double seconds;
    Path tuned;
    List<RuleSummary> rules;
    try (RunSession session = RunSession.open(config, progress)) {
      progress.message("Reinforcement learning by " + algorithm);
      long began = System.nanoTime();
      summary = (RunSummary) session.run();
      seconds = (System.nanoTime() - began) * 1e-9;
      Optional<DemoResult> earlier = read(session.context().run());
      if (earlier.isPresent()) {
        progress.message("Nothing left to do: these are the earlier results");
        return earlier.get();
      }
      rules = RuleSummary.of(compareRules(session));
      progress.message(
          String.format("For comparison: the same %.0f s of further fine-tuning", seconds));
      tuned = moreFineTuning(session, summary.reference(), seconds);
    }
    DemoResult result =
        result(config, summary, seconds, RunSession.evaluate(config, tuned, progress), rules);
    write(RunDirectory.at(folder.resolve(algorithm)), result);
    return result;
  }

  /** What the algorithms make of the rewards that the run has stored. */
  private Rescoring compareRules(RunSession session) {
    RunDirectory run = session.context().run();
    return new RescoredRun(run, run.uri(), RescoredRun.Request.DEFAULT).compare(session.context());
  }

  /** What the careless answers alone would have made of the base in the same time. */
  private Path moreFineTuning(RunSession session, PolicyCheckpoint base, double seconds) {
    SftSettings tuned = (SftSettings) base().settings();
    FineTunePhase last = tuned.sft().get(tuned.sft().size() - 1);
    Trainer.Outcome outcome =
        new Preparation(session.context(), tuned)
            .fineTune(last.forSteps(MOST_STEPS), base, "the clock", TimeLimit.of(seconds));
    return outcome.checkpoint().local();
  }

  private DemoResult result(
      ResolvedConfig<?> config,
      RunSummary summary,
      double seconds,
      EvaluationResult fineTuned,
      List<RuleSummary> rules) {
    EvaluationSettings judged = ((PolicyRun) config.settings()).evaluation();
    List<Long> steps = new ArrayList<>();
    List<Double> accuracies = new ArrayList<>();
    for (EvaluationResult evaluation : summary.evaluations()) {
      steps.add(evaluation.step());
      accuracies.add(evaluation.accuracy(judged));
    }
    return new DemoResult(
        algorithm,
        Configurations.settings(config).seed(),
        accuracies.get(0),
        accuracies.get(accuracies.size() - 1),
        fineTuned.accuracy(judged),
        seconds,
        steps,
        accuracies,
        folder.resolve(algorithm).toString(),
        summary.policy().local().toString(),
        rules);
  }

  private ResolvedConfig<?> base() {
    return config(
        "sft.yaml",
        "base",
        List.of(
            "sft.0.demonstrations.path=" + Configurations.quoted(data("clean.jsonl")),
            "sft.1.demonstrations.path=" + Configurations.quoted(data("careless.jsonl"))));
  }

  private ResolvedConfig<?> config(String file, String name, List<String> more) {
    List<String> settings = new ArrayList<>();
    settings.add("run=" + run(name));
    settings.add("prompts.path=" + Configurations.quoted(data("prompts.jsonl")));
    settings.addAll(more);
    settings.addAll(overrides);
    return Configurations.resolve(configurations.resolve(file).toString(), settings);
  }

  private String run(String name) {
    return Configurations.quoted(folder.resolve(name).toString());
  }

  private String data(String file) {
    return folder.resolve("data").resolve(file).toString();
  }

  private static Optional<DemoResult> read(RunDirectory run) {
    return run.read(DemoResult.FILE).flatMap(Demo::parse);
  }

  private static Optional<DemoResult> parse(byte[] json) {
    try {
      String text = new String(json, StandardCharsets.UTF_8);
      return Optional.of(SettingsMapper.mapper().readValue(text, DemoResult.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void write(RunDirectory run, DemoResult result) {
    try {
      byte[] json =
          SettingsMapper.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(result);
      run.publisher().publish(DemoResult.FILE, out -> out.write(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
