package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.config.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A stage of a pipeline, described once: what it reads, what it writes, what it holds in memory and
 * how it is done. Running, checking, planning, forking and doing again all go by it.
 */
public final class Stage {

  /**
   * A stage whose output is read.
   *
   * @param stage its name
   * @param lag 0 for the output of the same iteration, 1 for that of the one before, and so on
   */
  public record Read(String stage, int lag) {}

  private final String name;
  private final boolean ofIterations;
  private final int first;
  private int period = 1;
  private final List<String> names = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final Map<String, String> inputs = new LinkedHashMap<>();
  private List<String> settings = List.of();
  private List<String> writes = List.of();
  private final Map<String, BooleanSupplier> mayWrite = new LinkedHashMap<>();
  private List<String> otherwise = List.of();
  private BooleanSupplier asked = () -> true;
  private Supplier<List<StageWork>> works = List::of;
  private Supplier<List<Reading>> declared = List::of;
  private IntFunction<StageResult> work;

  private Stage(String name, boolean ofIterations, int first) {
    this.name = name;
    this.ofIterations = ofIterations;
    this.first = first;
    names.add(name);
  }

  /**
   * The stage of a name.
   *
   * @throws InputException if there is none
   */
  public static Stage named(List<Stage> stages, String name) {
    List<String> names = stages.stream().map(Stage::name).toList();
    return stages.stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "'%s' is not a stage of this pipeline%s Its stages are %s"
                        .formatted(
                            name,
                            Suggestion.of(name, names)
                                .map(each -> "; did you mean '" + each + "'?")
                                .orElse("."),
                            String.join(", ", names))));
  }

  /**
   * Checks that it can be done here for an iteration.
   *
   * @param iteration empty if none is given
   * @throws InputException if it cannot
   */
  public void check(OptionalInt iteration) {
    if (!isOwn()) {
      throw new InputException(name + " is done by 'vireo publish rewards'");
    }
    if (ofIterations && iteration.isEmpty()) {
      throw new InputException(
          "%s is a stage of an iteration: name the iteration with --iteration N".formatted(name));
    }
    if (ofIterations && iteration.getAsInt() < first) {
      throw new InputException(
          "--iteration is %d; iterations of this stage count from %d"
              .formatted(iteration.getAsInt(), first));
    }
    if (ofIterations && !isFor(iteration.getAsInt())) {
      throw new InputException(
          "--iteration is %d; %s is done for every %d iterations, next for %d"
              .formatted(iteration.getAsInt(), name, period, next(iteration.getAsInt())));
    }
  }

  /** A stage that is done once. */
  public static Stage once(String name) {
    return new Stage(name, false, 0);
  }

  /**
   * A stage of each iteration.
   *
   * @param first the iteration it begins with
   */
  public static Stage each(String name, int first) {
    return new Stage(name, true, first);
  }

  /** Says that it is done for every so many iterations alone. */
  public Stage every(int iterations) {
    period = Math.max(1, iterations);
    return this;
  }

  /** Whether it can be done for an iteration. */
  public boolean isFor(int iteration) {
    return next(iteration) == iteration;
  }

  /** The first iteration from one on that it is done for. */
  int next(int iteration) {
    return (iteration + period - 1) / period * period;
  }

  /** The settings it reads, by their dotted keys; all that is below a key is read too. */
  public Stage settings(String... keys) {
    settings = List.of(keys);
    return this;
  }

  /** Stages whose output it reads, of the same iteration if they have iterations. */
  public Stage reads(String... stages) {
    List.of(stages).forEach(stage -> reads.add(new Read(stage, 0)));
    return this;
  }

  /** A stage whose output of the iteration before it reads. */
  public Stage readsBefore(String stage) {
    return readsBefore(stage, 1);
  }

  /** A stage whose output of so many iterations before it reads. */
  public Stage readsBefore(String stage, int iterations) {
    reads.add(new Read(stage, iterations));
    return this;
  }

  /**
   * The folders it writes in the run directory: {@code *} stands for any name, {@code iteration=*}
   * and {@code step-*} for those of an iteration.
   */
  public Stage writes(String... folders) {
    writes = List.of(folders);
    return this;
  }

  /** Folders that it writes under some settings alone, besides the others. */
  public Stage writesWhere(BooleanSupplier condition, String... folders) {
    List.of(folders).forEach(folder -> mayWrite.put(folder, condition));
    return this;
  }

  /**
   * What is read in place of its output where the settings do not ask for it: other stages, or
   * settings by their dotted keys.
   */
  public Stage otherwise(String... stagesOrKeys) {
    otherwise = List.of(stagesOrKeys);
    return this;
  }

  /** How a change of an input, by the fingerprint's name for it, is said to a user. */
  public Stage input(String input, String changed) {
    inputs.put(input, changed);
    return this;
  }

  /** A further name that its manifests bear. */
  public Stage publishedAs(String other) {
    names.add(other);
    return this;
  }

  /** Whether the settings ask for it. */
  public Stage where(BooleanSupplier condition) {
    asked = condition;
    return this;
  }

  /** What it has in memory; nothing to speak of where this is not said. */
  public Stage works(Supplier<List<StageWork>> kinds) {
    works = kinds;
    return this;
  }

  /** What it reads of the settings, as its fingerprints hold it. */
  public Stage declares(Supplier<List<Reading>> readings) {
    declared = readings;
    return this;
  }

  /** Does it for an iteration, on what is in the run directory; 0 if it has none. */
  public Stage does(IntFunction<StageResult> does) {
    work = does;
    return this;
  }

  /** The name in messages, commands, progress and manifests. */
  public String name() {
    return name;
  }

  /** Whether it publishes something in each iteration. */
  public boolean ofIterations() {
    return ofIterations;
  }

  /** The first iteration; 0 if it has none. */
  public int first() {
    return first;
  }

  /** The settings it reads. */
  public List<String> settings() {
    return settings;
  }

  /** The stages it reads. */
  public List<Read> reads() {
    return List.copyOf(reads);
  }

  /** The folders it writes, under any settings. */
  public List<String> writes() {
    return Stream.concat(writes.stream(), mayWrite.keySet().stream()).toList();
  }

  /** The folders it writes under these settings. */
  public List<String> writesNow() {
    return Stream.concat(
            writes.stream(),
            mayWrite.keySet().stream().filter(each -> mayWrite.get(each).getAsBoolean()))
        .toList();
  }

  /** What is read in its place where the settings do not ask for it: stages, and settings. */
  public List<String> otherwise() {
    return otherwise;
  }

  /** Whether the settings ask for it. */
  public boolean isAsked() {
    return asked.getAsBoolean();
  }

  /** Whether it can be done here; others publish what it stands for. */
  public boolean isOwn() {
    return work != null;
  }

  /** What it has in memory; nothing where the settings do not ask for it. */
  public List<StageWork> works() {
    return isAsked() ? works.get() : List.of();
  }

  /** Does it. */
  StageResult run(int iteration) {
    return isAsked() ? work.apply(iteration) : StageResult.NOTHING;
  }

  /** What it reads of the settings; empty if they do not ask for it. */
  List<Reading> readings() {
    return isAsked() ? declared.get() : List.of();
  }

  /** Whether a manifest's stage is this one. */
  public boolean isNamed(String manifestStage) {
    return names.contains(manifestStage);
  }

  /** Whether it reads a setting, by its dotted key. */
  boolean readsSetting(String key) {
    return settings.stream().anyMatch(each -> key.equals(each) || key.startsWith(each + "."));
  }

  /** How the change of an input is said; empty if the stage has no words for it. */
  String words(String input) {
    return inputs.getOrDefault(input, "");
  }

  @Override
  public String toString() {
    return name;
  }
}
