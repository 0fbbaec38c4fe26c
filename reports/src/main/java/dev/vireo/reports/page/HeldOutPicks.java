package dev.vireo.reports.page;

import dev.vireo.reports.history.HeldOutResult;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.page.Picked.Shown;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Held-out prompts worth reading: what the last evaluated policy gained and lost on the first. */
final class HeldOutPicks {

  private static final int KEPT = 6;
  private static final int PROMPTS = 5_000;

  private final String function;

  private HeldOutPicks(RunHistory history) {
    String mean = history.decisiveMean();
    this.function = mean.startsWith("rewards/") ? mean.substring("rewards/".length()) : "";
  }

  /** What is worth reading; empty if no evaluation has kept its completions. */
  static List<PickedList> of(RunHistory history) {
    List<DatasetHandle<Evaluation>> kept =
        history.evaluations().stream()
            .map(HeldOutResult::step)
            .flatMap(step -> published(history.run(), step).stream())
            .toList();
    if (kept.isEmpty()) {
      return List.of();
    }
    HeldOutPicks picks = new HeldOutPicks(history);
    List<Evaluation> last = rows(kept.get(kept.size() - 1));
    return kept.size() == 1 ? List.of(picks.worst(last)) : picks.changes(rows(kept.get(0)), last);
  }

  private static Optional<DatasetHandle<Evaluation>> published(RunDirectory run, long step) {
    Partition<Evaluation> partition = run.partition(Datasets.EVALUATIONS, Long.toString(step));
    return Partition.isCleaned(run, partition.path()) ? Optional.empty() : partition.published();
  }

  private static List<Evaluation> rows(DatasetHandle<Evaluation> dataset) {
    List<Evaluation> rows = new ArrayList<>();
    for (int chunk = 0; chunk < dataset.chunkCount() && rows.size() < PROMPTS; chunk++) {
      rows.addAll(dataset.read(chunk));
    }
    return rows.stream().filter(row -> !row.getCompletions().isEmpty()).toList();
  }

  private PickedList worst(List<Evaluation> rows) {
    Ranking<Picked> worst = new Ranking<>(KEPT);
    rows.forEach(row -> worst.offer(picked(row, shown(row)), -value(row), -reward(row)));
    return new PickedList(
        "held-out-worst",
        "Worst held-out",
        "Of the %,d prompts evaluated%s.".formatted(rows.size(), by()),
        worst.best());
  }

  private List<PickedList> changes(List<Evaluation> first, List<Evaluation> last) {
    Map<String, Evaluation> before = new HashMap<>();
    first.forEach(row -> before.put(row.getPromptId(), row));
    Ranking<Picked> gained = new Ranking<>(KEPT);
    Ranking<Picked> lost = new Ranking<>(KEPT);
    int common = 0;
    for (Evaluation now : last) {
      Evaluation then = before.get(now.getPromptId());
      if (then == null) {
        continue;
      }
      common++;
      double difference = value(now) - value(then);
      double more = reward(now) - reward(then);
      if (difference > 0) {
        gained.offer(picked(now, shown(then), shown(now)), difference, more);
      } else if (difference < 0) {
        lost.offer(picked(now, shown(then), shown(now)), -difference, -more);
      }
    }
    String against =
        "Step %d against step %d%s, with the same random numbers: "
            .formatted(step(first), step(last), by());
    String of = " of %,d prompts.".formatted(common);
    return List.of(
        new PickedList(
            "gained", "Held-out, gained", against + gained.offered() + of, gained.best()),
        new PickedList("lost", "Held-out, lost", against + lost.offered() + of, lost.best()));
  }

  private String by() {
    return function.isEmpty() ? ", by reward" : ", by " + function;
  }

  private static int step(List<Evaluation> rows) {
    return rows.isEmpty() ? 0 : rows.get(0).getStep();
  }

  private static Picked picked(Evaluation row, Shown... shown) {
    return new Picked(
        row.getPromptId(), row.getPrompt(), Optional.ofNullable(row.getAnswer()), List.of(shown));
  }

  private static Shown shown(Evaluation row) {
    return Shown.of("step " + row.getStep(), row.getCompletions().get(0));
  }

  /** The mean of what decides between checkpoints. */
  private double value(Evaluation row) {
    return row.getCompletions().stream()
        .mapToDouble(
            each ->
                function.isEmpty()
                    ? each.getReward()
                    : each.getValues().getOrDefault(function, Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  private static double reward(Evaluation row) {
    return row.getCompletions().stream()
        .mapToDouble(EvaluatedCompletion::getReward)
        .average()
        .orElse(Double.NaN);
  }
}
