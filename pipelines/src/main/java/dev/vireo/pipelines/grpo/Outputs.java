package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.finetune.FineTunePolicy;
import dev.vireo.jobs.update.UpdatePolicy;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The folders that the stages of a run have filled, and what follows from what. */
final class Outputs {

  /** A folder that is published. */
  record Output(String folder, Manifest manifest) {}

  private static final Pattern NUMBERED = Pattern.compile("(?:iteration=|step=|step-)(\\d+)");

  private final RunDirectory run;
  private final RunConfig config;

  Outputs(RunDirectory run, RunConfig config) {
    this.run = run;
    this.config = config;
  }

  /**
   * The stages that follow from some, with themselves: for each the first iteration that does.
   *
   * @param iteration of the stages of iterations; 1 for all of them
   */
  Map<RunStage, Integer> following(List<RunStage> stages, int iteration) {
    Map<RunStage, Integer> first = new EnumMap<>(RunStage.class);
    Deque<Map.Entry<RunStage, Integer>> open = new ArrayDeque<>();
    for (RunStage stage : stages) {
      boolean all = !stage.isOfIterations() || stage == RunStage.EVALUATE_POLICY && iteration <= 1;
      open.add(Map.entry(stage, all ? 0 : iteration));
    }
    while (!open.isEmpty()) {
      Map.Entry<RunStage, Integer> next = open.remove();
      if (next.getValue() < first.getOrDefault(next.getKey(), Integer.MAX_VALUE)) {
        first.put(next.getKey(), next.getValue());
        after(next.getKey(), next.getValue())
            .forEach((stage, from) -> open.add(Map.entry(stage, from)));
      }
    }
    return first;
  }

  /** What reads a stage's output of an iteration, and of which iteration it is the first to. */
  private Map<RunStage, Integer> after(RunStage stage, int iteration) {
    Map<RunStage, Integer> after = new EnumMap<>(RunStage.class);
    switch (stage) {
      case SHARD_PREFERENCES -> after.put(RunStage.TRAIN_REWARD_MODEL, 0);
      case TRAIN_REWARD_MODEL -> {
        after.put(RunStage.SCORE_REWARDS, 1);
        after.put(RunStage.EVALUATE_POLICY, 0);
      }
      case STARTING_POLICY -> {
        after.put(RunStage.SHARD_PROMPTS, 0);
        after.put(RunStage.FINE_TUNE_POLICY, 0);
      }
      case SHARD_PROMPTS -> {
        after.put(RunStage.COLLECT_ROLLOUTS, 1);
        after.put(RunStage.EVALUATE_POLICY, 0);
        if (config.fineTuning().stream().anyMatch(each -> each.training().evaluateEvery() > 0)) {
          after.put(RunStage.FINE_TUNE_POLICY, 0);
        }
      }
      case FINE_TUNE_POLICY -> {
        after.put(RunStage.STARTING_ADAPTER, 0);
        after.put(RunStage.COLLECT_ROLLOUTS, 1);
        after.put(RunStage.EVALUATE_POLICY, 0);
      }
      case STARTING_ADAPTER -> {
        after.put(RunStage.COLLECT_ROLLOUTS, 1);
        after.put(RunStage.EVALUATE_POLICY, 0);
      }
      case COLLECT_ROLLOUTS -> {
        after.put(RunStage.SCORE_LOGPROBS, iteration);
        after.put(RunStage.PUBLISH_REWARDS, iteration);
        after.put(RunStage.SCORE_REWARDS, iteration);
      }
      case SCORE_LOGPROBS, SCORE_REWARDS -> after.put(RunStage.ADJUST_REWARDS, iteration);
      case PUBLISH_REWARDS -> after.put(RunStage.SCORE_REWARDS, iteration);
      case ADJUST_REWARDS -> after.put(RunStage.UPDATE_POLICY, iteration);
      case UPDATE_POLICY -> {
        after.put(RunStage.COLLECT_ROLLOUTS, iteration + 1);
        after.put(RunStage.EVALUATE_POLICY, iteration);
      }
      case EVALUATE_POLICY -> {}
    }
    return after;
  }

  /** The folders that a stage has filled, or begun to, from an iteration on; in order. */
  List<String> folders(RunStage stage, int iteration) {
    long steps = config.update().stepsPerIteration(config.promptsPerIteration());
    long before = Math.max(0, iteration - 1) * steps;
    return switch (stage) {
      case SHARD_PREFERENCES -> there(Datasets.PREFERENCES.name());
      case TRAIN_REWARD_MODEL -> there(RunRewards.FOLDER);
      case STARTING_POLICY -> there("base");
      case SHARD_PROMPTS -> within(Datasets.PROMPTS.name());
      case FINE_TUNE_POLICY ->
          within(FineTunePolicy.FOLDER).stream().flatMap(phase -> within(phase).stream()).toList();
      case STARTING_ADAPTER -> there(UpdatePolicy.folder(0));
      case COLLECT_ROLLOUTS -> numbered(Datasets.ROLLOUTS.name(), iteration);
      case SCORE_LOGPROBS -> numbered(Datasets.LOGPROBS.name(), iteration);
      case PUBLISH_REWARDS ->
          within("published-rewards").stream()
              .flatMap(name -> numbered(name + "/" + Datasets.REWARDS.name(), iteration).stream())
              .toList();
      case SCORE_REWARDS -> numbered(Datasets.REWARDS.name(), iteration);
      case ADJUST_REWARDS -> numbered(Datasets.ADVANTAGES.name(), iteration);
      case UPDATE_POLICY -> {
        List<String> all = new ArrayList<>(numbered(UpdatePolicy.FOLDER, before + 1));
        all.addAll(numbered(Datasets.METRICS.name(), iteration));
        yield all;
      }
      case EVALUATE_POLICY ->
          numbered(Datasets.EVALUATIONS.name(), iteration == 0 ? 0 : before + 1);
    };
  }

  private List<String> there(String folder) {
    return run.exists(folder) ? List.of(folder) : List.of();
  }

  private List<String> within(String folder) {
    return run.list(folder).stream()
        .filter(name -> !name.startsWith("."))
        .map(name -> folder + "/" + name)
        .toList();
  }

  private List<String> numbered(String folder, long from) {
    return within(folder).stream().filter(path -> number(path) >= from).toList();
  }

  private static long number(String path) {
    Matcher matcher = NUMBERED.matcher(path.substring(path.lastIndexOf('/') + 1));
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  /** What a stage has published; of a stage of iterations the first alone. */
  List<Output> published(RunStage stage) {
    List<Output> found = new ArrayList<>();
    for (String folder : folders(stage, stage.isOfIterations() ? 0 : 1)) {
      Partition.manifest(run, folder)
          .filter(each -> RunStage.of(each.fingerprint().stage()).equals(Optional.of(stage)))
          .ifPresent(manifest -> found.add(new Output(folder, manifest)));
      if (!found.isEmpty() && stage.isOfIterations()) {
        break;
      }
    }
    return found;
  }

  /** The last iteration that is finished; 0 where none is. */
  int finishedIterations() {
    return numbered(Datasets.METRICS.name(), 1).stream()
        .filter(folder -> Partition.manifest(run, folder).isPresent())
        .mapToInt(folder -> Math.toIntExact(number(folder)))
        .max()
        .orElse(0);
  }

  /** What there is of these stages, from these iterations on, in words; empty where nothing is. */
  String describe(Map<RunStage, Integer> stages) {
    return stages.entrySet().stream()
        .map(stage -> describe(stage.getKey(), stage.getValue()))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private String describe(RunStage stage, int iteration) {
    List<String> folders = folders(stage, iteration);
    LongSummaryStatistics iterations =
        folders.stream()
            .filter(path -> path.contains("/iteration="))
            .mapToLong(Outputs::number)
            .summaryStatistics();
    if (folders.isEmpty() || iterations.getCount() == 0) {
      return folders.isEmpty() ? "" : stage.title();
    }
    return iterations.getMin() == iterations.getMax()
        ? "%s of iteration %d".formatted(stage.title(), iterations.getMin())
        : "%s of iterations %d to %d"
            .formatted(stage.title(), iterations.getMin(), iterations.getMax());
  }

  /** Size of what there is of these stages. */
  long bytes(Map<RunStage, Integer> stages) {
    return stages.entrySet().stream()
        .flatMap(stage -> folders(stage.getKey(), stage.getValue()).stream())
        .mapToLong(run::bytes)
        .sum();
  }

  /** Deletes what there is of these stages, what came last first. */
  void delete(Map<RunStage, Integer> stages) {
    List<String> folders =
        new ArrayList<>(
            stages.entrySet().stream()
                .flatMap(stage -> folders(stage.getKey(), stage.getValue()).stream())
                .toList());
    Collections.reverse(folders);
    folders.forEach(path -> RunFolders.delete(run, path));
  }
}
