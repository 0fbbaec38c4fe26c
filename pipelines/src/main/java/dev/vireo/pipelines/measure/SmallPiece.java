package dev.vireo.pipelines.measure;

import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.selection.DynamicSamplingSettings;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.config.Setting;
import dev.vireo.pipelines.plan.MeasuredPiece;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.files.LocalScratch;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * A few iterations of a run, in a temporary folder: two with a chunk of prompts for each of this
 * machine's slots, of which the first warms everything up. Where they are short, ten with as many
 * prompts as still make a short iteration, of which the last five are timed: what a stage takes
 * beside its prompts weighs less in them. Fine-tuning takes two steps, suites and audits are left
 * out.
 */
public final class SmallPiece implements AutoCloseable {

  private static final int FEW = 2;

  private static final int MANY = 10;

  private static final int TIMED = 5;

  /** Iterations that take no longer are done many times: Java compiles what it does often. */
  private static final double SHORT_SECONDS = 5;

  /** How long such an iteration may be, by what one with fewer prompts took when it was cold. */
  private static final double FULL_SECONDS = 8;

  private final IteratedRun config;
  private final int slots;

  /** Null until there is one; who stops the process looks at it, too. */
  private volatile Path folder;

  private SmallPiece(IteratedRun config, int slots) {
    this.config = config;
    this.slots = slots;
  }

  /**
   * The piece of a run.
   *
   * @param slots tasks that this machine does at a time
   */
  public static SmallPiece of(IteratedRun config, int slots) {
    try {
      SmallPiece piece = new SmallPiece(config, slots);
      // Of a process that is stopped, after Spark, whose hook comes before those of least priority.
      ShutdownHookManager.get().addShutdownHook(piece::discard, 0);
      piece.folder = LocalScratch.folder();
      return piece;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int prompts() {
    return Math.min(config.promptsPerIteration(), config.rollouts().chunkGroups() * slots);
  }

  /** As many chunks for each slot as make a short iteration, where one makes one of so long. */
  private int prompts(double seconds) {
    long times = (long) Math.max(1, FULL_SECONDS / Math.max(seconds, Double.MIN_NORMAL));
    return (int) Math.min(config.promptsPerIteration(), prompts() * times);
  }

  /** Where it is run. */
  Path folder() {
    return folder;
  }

  private int heldOut() {
    int chunk = EvaluatePolicy.promptsInChunk(config.rollouts(), config.evaluation().samples());
    int asked = config.evaluation().prompts();
    return asked == 0 ? chunk * slots : Math.min(asked, chunk * slots);
  }

  /** What makes a run's configuration that of the piece, as {@code key=value}. */
  private List<String> settings(Path run, int prompts, int iterations) {
    List<Setting> known = Setting.of(config.getClass().asSubclass(Record.class));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "run='" + run + "'",
                "iterations=" + iterations,
                "prompts-per-iteration=" + prompts,
                "evaluation.every=0",
                "evaluation.patience=0",
                "evaluation.best=null",
                "evaluation.suites=[]",
                "evaluation.prompts=" + heldOut(),
                "audit.every=0",
                // Each stage by itself: what two at once take follows from that.
                "rollouts.lag=0",
                "tracking=[]"));
    for (int phase = 0; phase < config.sft().size(); phase++) {
      settings.add("sft." + phase + ".training.steps=2");
    }
    settings.removeIf(
        setting ->
            !setting.startsWith("sft.")
                && !Setting.isKnown(known, setting.substring(0, setting.indexOf('='))));
    inRounds(prompts).ifPresent(settings::add);
    return settings;
  }

  /** A round of dynamic sampling has the same share of an iteration's prompts. */
  private Optional<String> inRounds(int prompts) {
    DynamicSamplingSettings sampling = config.dynamicSampling();
    if (!sampling.isAsked() || sampling.promptsPerRound() == 0) {
      return Optional.empty();
    }
    long share = (long) sampling.promptsPerRound() * prompts;
    return Optional.of(
        "dynamic-sampling.prompts-per-round=" + Math.max(1, share / config.promptsPerIteration()));
  }

  /**
   * Runs and times it.
   *
   * @param resolver from settings on top of the run's to a configuration
   */
  public MeasuredPiece time(Function<List<String>, ResolvedConfig<?>> resolver) {
    Path run = folder.resolve("few");
    int prompts = prompts();
    Stopwatch watch = run(resolver, settings(run, prompts, FEW), new Stopwatch(FEW, FEW));
    if (watch.iteration() <= SHORT_SECONDS) {
      run = folder.resolve("many");
      prompts = prompts(watch.iteration());
      watch = run(resolver, settings(run, prompts, MANY), new Stopwatch(MANY - TIMED + 1, MANY));
    }
    long all =
        RunDirectory.at(run)
            .partition(Datasets.PROMPTS, "eval")
            .manifest()
            .map(manifest -> manifest.rows())
            .orElse(0L);
    int asked = config.evaluation().prompts();
    return new MeasuredPiece(
        prompts,
        Math.min(heldOut(), all),
        asked == 0 ? all : Math.min(asked, all),
        slots,
        watch.stages(),
        watch.iteration(),
        watch.evaluation());
  }

  private static Stopwatch run(
      Function<List<String>, ResolvedConfig<?>> resolver, List<String> settings, Stopwatch watch) {
    try (RunSession session = RunSession.open(resolver.apply(settings), watch)) {
      session.run();
    }
    return watch;
  }

  private void discard() {
    try {
      if (folder != null) {
        close();
      }
    } catch (StorageException e) {
      // Somebody still writes there: the next process on this machine deletes it.
    }
  }

  /** Deletes its folder. */
  @Override
  public void close() {
    RunDirectory.at(folder).delete("");
  }
}
