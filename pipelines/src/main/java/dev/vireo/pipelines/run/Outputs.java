package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folders that the stages of a run have filled, and what follows from what. */
public final class Outputs {

  /** A folder that is published. */
  record Output(String folder, Manifest manifest) {}

  private static final Pattern NUMBERED = Pattern.compile("(?:iteration=|step=|step-)(\\d+)");

  private static final Pattern ITERATION = Pattern.compile("/iteration=(\\d+)");

  /** The stages that a policy's files have to be there for. */
  private static final Set<String> STARTS = Set.of(UpdatePolicy.STAGE, "collect-rollouts");

  private final RunDirectory run;
  private final List<Stage> stages;
  private final Pipeline pipeline;

  /** The outputs of a pipeline in a run directory. */
  public Outputs(RunDirectory run, Pipeline pipeline) {
    this.run = run;
    this.stages = pipeline.stages();
    this.pipeline = pipeline;
  }

  /** All stages, in their order. */
  List<Stage> stages() {
    return stages;
  }

  /**
   * The stage of a name.
   *
   * @throws InputException if the pipeline has none
   */
  public Stage stage(String name) {
    return Stage.named(stages, name);
  }

  /** The stage that a manifest names. */
  Optional<Stage> published(String manifestStage) {
    return stages.stream().filter(stage -> stage.isNamed(manifestStage)).findFirst();
  }

  /** In the order of the pipeline. */
  <T> Map<Stage, T> ordered() {
    return new TreeMap<>(Comparator.comparingInt(stages::indexOf));
  }

  /**
   * The stages that follow from some, with themselves: for each the first iteration that does.
   *
   * @param iteration of the stages of iterations; 1 for all of them
   */
  public Map<Stage, Integer> following(List<Stage> from, int iteration) {
    Map<Stage, Integer> first = ordered();
    Deque<Map.Entry<Stage, Integer>> open = new ArrayDeque<>();
    for (Stage stage : from) {
      open.add(Map.entry(stage, iteration <= 1 ? stage.first() : Math.max(iteration, 0)));
    }
    while (!open.isEmpty()) {
      Map.Entry<Stage, Integer> found = open.remove();
      Stage stage = found.getKey();
      Map.Entry<Stage, Integer> next = Map.entry(stage, stage.next(found.getValue()));
      if (next.getValue() < first.getOrDefault(next.getKey(), Integer.MAX_VALUE)) {
        first.put(next.getKey(), next.getValue());
        open.addAll(after(next.getKey(), next.getValue()));
      }
    }
    return first;
  }

  /** What reads a stage's output of an iteration, and of which iteration it is the first to. */
  private List<Map.Entry<Stage, Integer>> after(Stage stage, int iteration) {
    List<Map.Entry<Stage, Integer>> after = new ArrayList<>();
    for (Stage reader : stages) {
      for (Stage.Read read : reader.reads()) {
        if (read.stage().equals(stage.name())) {
          boolean each = stage.ofIterations() && reader.ofIterations();
          after.add(Map.entry(reader, each ? iteration + read.lag() : reader.first()));
        }
      }
    }
    return after;
  }

  /** The folders that a stage has filled, or begun to, from an iteration on; in order. */
  List<String> folders(Stage stage, int iteration) {
    int from = stage.ofIterations() ? Math.max(stage.first(), iteration) : 0;
    return stage.writes().stream().flatMap(folder -> matching(folder, from).stream()).toList();
  }

  private List<String> matching(String pattern, int iteration) {
    List<String> found = List.of("");
    for (String segment : pattern.split("/")) {
      found =
          segment.contains("*")
              ? found.stream().flatMap(folder -> within(folder, segment, iteration)).toList()
              : found.stream().map(folder -> child(folder, segment)).toList();
    }
    return found.stream().filter(run::exists).toList();
  }

  private Stream<String> within(String folder, String segment, int iteration) {
    long step = iteration == 0 ? 0 : pipeline.stepsBefore(folder, iteration) + 1;
    // Step 0 is what training starts from, and no training writes it.
    long first = segment.startsWith("step-") ? Math.max(1, step) : step;
    long least = segment.startsWith("iteration") ? iteration : first;
    return run.list(folder).stream()
        .filter(name -> !name.startsWith("."))
        .filter(name -> segment.equals("*") || number(name) >= least)
        .map(name -> child(folder, name));
  }

  private static String child(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private static long number(String path) {
    Matcher matcher = NUMBERED.matcher(path.substring(path.lastIndexOf('/') + 1));
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  /** What a stage has published; of a stage of iterations the first alone in each place. */
  List<Output> published(Stage stage) {
    List<Output> found = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (String folder : folders(stage, 0)) {
      String place = folder.substring(0, folder.lastIndexOf('/') + 1);
      if (stage.ofIterations() && places.contains(place)) {
        continue;
      }
      Partition.manifest(run, folder)
          .filter(each -> stage.isNamed(each.fingerprint().stage()))
          .ifPresent(
              manifest -> {
                found.add(new Output(folder, manifest));
                places.add(place);
              });
    }
    return found;
  }

  /** The last iteration that is finished; 0 if none is. */
  public int finishedIterations() {
    return run.list(Datasets.METRICS.name()).stream()
        .map(name -> Datasets.METRICS.name() + "/" + name)
        .filter(folder -> number(folder) >= 1 && Partition.manifest(run, folder).isPresent())
        .mapToInt(folder -> Math.toIntExact(number(folder)))
        .max()
        .orElse(0);
  }

  /** What there is of these stages, from these iterations on, in words; empty if nothing is. */
  public String describe(Map<Stage, Integer> stages) {
    return stages.entrySet().stream()
        .map(stage -> describe(stage.getKey(), stage.getValue()))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private String describe(Stage stage, int iteration) {
    List<String> folders = folders(stage, iteration);
    LongSummaryStatistics iterations =
        folders.stream()
            .map(ITERATION::matcher)
            .filter(Matcher::find)
            .mapToLong(found -> Long.parseLong(found.group(1)))
            .summaryStatistics();
    if (folders.isEmpty() || iterations.getCount() == 0) {
      return folders.isEmpty() ? "" : stage.name();
    }
    return iterations.getMin() == iterations.getMax()
        ? "%s of iteration %d".formatted(stage.name(), iterations.getMin())
        : "%s of iterations %d to %d"
            .formatted(stage.name(), iterations.getMin(), iterations.getMax());
  }

  /** Size of what there is of these stages. */
  long bytes(Map<Stage, Integer> stages) {
    return stages.entrySet().stream()
        .flatMap(stage -> folders(stage.getKey(), stage.getValue()).stream())
        .mapToLong(run::bytes)
        .sum();
  }

  /**
   * Makes sure that the policies are there from which the run would go on: that which is updated
   * next, and that which samples next.
   *
   * @param going the stages that are to be deleted
   * @throws InputException if its checkpoint was deleted to save space
   */
  void requireStart(Map<Stage, Integer> going) {
    int remade =
        going.entrySet().stream()
            .filter(each -> each.getKey().name().equals(UpdatePolicy.STAGE))
            .mapToInt(Map.Entry::getValue)
            .findFirst()
            .orElse(Integer.MAX_VALUE);
    for (Map.Entry<Stage, Integer> each : going.entrySet()) {
      int before = each.getValue() - policyLag(each.getKey());
      String policy = UpdatePolicy.folder(pipeline.stepsBefore(UpdatePolicy.FOLDER, before + 1));
      if (STARTS.contains(each.getKey().name())
          && before > 0
          && before < remade
          && PublishedFolder.find(run, policy).isEmpty()) {
        throw new InputException(
            "Nothing was deleted: iteration %d would start from %s, whose files were deleted to save space; redo from the first iteration with --redo collect-rollouts, or make another run"
                .formatted(each.getValue(), run.uri(policy)));
      }
    }
  }

  /** Of how many iterations before a stage reads the policy. */
  private static int policyLag(Stage stage) {
    return stage.reads().stream()
        .filter(read -> read.stage().equals(UpdatePolicy.STAGE))
        .mapToInt(Stage.Read::lag)
        .findFirst()
        .orElse(1);
  }

  /** Deletes the outputs of these stages, the latest first. */
  public void delete(Map<Stage, Integer> stages) {
    List<String> folders =
        new ArrayList<>(
            stages.entrySet().stream()
                .flatMap(stage -> folders(stage.getKey(), stage.getValue()).stream())
                .toList());
    Collections.reverse(folders);
    folders.forEach(path -> RunFolders.delete(run, path));
  }
}
