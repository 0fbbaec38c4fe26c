package dev.vireo.pipelines.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.gradient.StepLoop;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.FineTunePhase;
import dev.vireo.pipelines.grpo.RunConfig;
import dev.vireo.pipelines.grpo.RunSession;
import dev.vireo.pipelines.grpo.RunSummary;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The demo's course: data, a base by fine-tuning, reinforcement, and the same seconds of further
 * fine-tuning for comparison.
 */
public final class Demo {

  /** More than fit into any demo: the clock ends that fine-tuning. */
  private static final int MOST_STEPS = 100_000;

  private final Path configuration;
  private final Path folder;
  private final String algorithm;
  private final List<String> overrides;
  private final IntFunction<Progress> progressOf;
  private final Progress progress;

  /**
   * A demo.
   *
   * @param configuration {@code conf/arithmetic.yaml}
   * @param folder where everything goes
   * @param algorithm grpo or grpovi
   * @param overrides {@code key=value} on top of the configuration
   * @param progress hears how far it is, given how many iterations there are
   */
  public Demo(
      Path configuration,
      Path folder,
      String algorithm,
      List<String> overrides,
      IntFunction<Progress> progress) {
    this.configuration = configuration;
    this.folder = folder;
    this.algorithm = algorithm;
    this.overrides = List.copyOf(overrides);
    this.progressOf = progress;
    this.progress = progress.apply(0);
  }

  /** Runs what is not done yet. */
  public DemoResult run() {
    Path data = folder.resolve("data");
    if (!Files.exists(data.resolve("careless.jsonl"))) {
      progress.message("Writing two-digit additions to " + data);
      ArithmeticData.write(data);
    }
    String base = makeBase();
    return reinforce(base);
  }

  /** The result of an earlier run of an algorithm here, if there is one. */
  public static Optional<DemoResult> earlier(Path folder, String algorithm) {
    return read(RunDirectory.at(folder.resolve(algorithm)));
  }

  /** Fine-tunes a new decoder, on clean answers and then on careless ones. */
  private String makeBase() {
    progress.message("Making the base: fine-tuning on clean answers, then on careless ones");
    ResolvedConfig<RunConfig> config = config("base", List.of("iterations=0"));
    try (RunSession session = RunSession.open(config, progress)) {
      RunSummary summary = session.pipeline().run();
      return summary.policy().local().toString();
    }
  }

  private DemoResult reinforce(String base) {
    ResolvedConfig<RunConfig> config =
        config(
            algorithm,
            List.of("policy.model=" + quoted(base), "fine-tuning=[]", "algorithm=" + algorithm));
    try (RunSession session =
        RunSession.open(config, progressOf.apply(config.settings().iterations()))) {
      progress.message("Reinforcement by " + algorithm);
      long began = System.nanoTime();
      RunSummary summary = session.pipeline().run();
      double seconds = (System.nanoTime() - began) * 1e-9;
      Optional<DemoResult> earlier = read(session.context().run());
      if (earlier.isPresent()) {
        progress.message("Nothing left to do: this is what was done before");
        return earlier.get();
      }
      progress.message(
          String.format("The same %.0f s of further fine-tuning, to compare with", seconds));
      DemoResult result = result(session, summary, seconds, moreFineTuning(session, base, seconds));
      write(session.context().run(), result);
      return result;
    }
  }

  /** What the careless answers alone would have made of the base in the same time. */
  private double moreFineTuning(RunSession session, String base, double seconds) {
    List<FineTunePhase> phases = config("base", List.of()).settings().fineTuning();
    FineTunePhase last = phases.get(phases.size() - 1);
    PolicyCheckpoint start = PolicyCheckpoint.starting(Path.of(base));
    StepLoop.Outcome outcome =
        session
            .preparation()
            .fineTune(last.forSteps(MOST_STEPS), start, "the clock", TimeLimit.of(seconds));
    return session
        .evaluate(outcome.checkpoint().local())
        .accuracy(session.config().evaluation().accuracy());
  }

  private DemoResult result(
      RunSession session, RunSummary summary, double seconds, double accuracyFineTuned) {
    String accuracy = session.config().evaluation().accuracy();
    List<Long> steps = new ArrayList<>();
    List<Double> accuracies = new ArrayList<>();
    for (EvaluationResult evaluation : summary.evaluations()) {
      steps.add(evaluation.step());
      accuracies.add(evaluation.accuracy(accuracy));
    }
    return new DemoResult(
        algorithm,
        session.config().seed(),
        accuracies.get(0),
        accuracies.get(accuracies.size() - 1),
        accuracyFineTuned,
        seconds,
        steps,
        accuracies,
        folder.resolve(algorithm).toString(),
        summary.policy().local().toString());
  }

  private ResolvedConfig<RunConfig> config(String name, List<String> more) {
    List<String> settings = new ArrayList<>();
    settings.add("run=" + quoted(folder.resolve(name).toString()));
    settings.add("prompts.path=" + quoted(data("prompts.jsonl")));
    settings.add("fine-tuning.0.demonstrations.path=" + quoted(data("clean.jsonl")));
    settings.add("fine-tuning.1.demonstrations.path=" + quoted(data("careless.jsonl")));
    settings.addAll(overrides);
    settings.addAll(more);
    return new ConfigReader().read(RunConfig.class, configuration, settings);
  }

  private String data(String file) {
    return folder.resolve("data").resolve(file).toString();
  }

  /** A path as a YAML scalar that nothing in it can break. */
  private static String quoted(String path) {
    return "'" + path.replace("'", "''") + "'";
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
