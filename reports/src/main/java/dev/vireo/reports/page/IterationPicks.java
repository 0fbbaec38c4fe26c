package dev.vireo.reports.page;

import dev.vireo.reports.completions.Group;
import dev.vireo.reports.completions.IterationCompletions;
import dev.vireo.reports.completions.Sample;
import dev.vireo.reports.page.Picked.Shown;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The completions of a run's last iteration that are worth reading, and how its prompts were
 * answered in the first.
 */
final class IterationPicks {

  private static final int KEPT = 6;

  /** Groups of an iteration that are read: enough to find what is notable. */
  private static final int GROUPS = 5_000;

  /** Rewards of a group count as nearly equal up to this share of their range. */
  private static final double NEAR = 0.05;

  private record Pair(Sample better, Sample worse, double gain, double gap) {}

  private final String when;
  private final Ranking<Picked> best = new Ranking<>(KEPT);
  private final Ranking<Picked> worst = new Ranking<>(KEPT);
  private final Ranking<Picked> nearTies = new Ranking<>(KEPT);
  private final Ranking<Picked> truncated = new Ranking<>(KEPT);
  private long groups;
  private long samples;
  private long cut;

  private IterationPicks(int iteration) {
    this.when = "iteration " + iteration;
  }

  /** What is worth reading of a run; empty if it has no rollouts left. */
  static List<PickedList> of(RunDirectory run) {
    List<Integer> iterations = IterationCompletions.iterations(run);
    if (iterations.isEmpty()) {
      return List.of();
    }
    int first = iterations.get(0);
    int last = iterations.get(iterations.size() - 1);
    IterationPicks picks = new IterationPicks(last);
    List<Group> ofLast = groups(run, last);
    ofLast.forEach(picks::look);
    List<PickedList> lists = new ArrayList<>(picks.lists());
    if (first < last) {
      lists.add(changed(groups(run, first), ofLast));
    }
    return lists;
  }

  private static List<Group> groups(RunDirectory run, int iteration) {
    IterationCompletions completions = IterationCompletions.of(run, iteration);
    List<Group> groups = new ArrayList<>();
    for (int chunk = 0; chunk < completions.chunkCount() && groups.size() < GROUPS; chunk++) {
      groups.addAll(completions.read(chunk));
    }
    return groups;
  }

  private void look(Group group) {
    groups++;
    samples += group.samples().size();
    Comparator<Sample> byReward = Comparator.comparingDouble(Sample::reward);
    List<Sample> scored =
        group.samples().stream()
            .filter(sample -> !Double.isNaN(sample.reward()))
            .sorted(byReward)
            .toList();
    if (!scored.isEmpty()) {
      Sample top = scored.get(scored.size() - 1);
      Sample bottom = scored.get(0);
      best.offer(Picked.of(group, Shown.of(when, top)), top.reward(), top.advantage());
      worst.offer(Picked.of(group, Shown.of(when, bottom)), -bottom.reward(), -bottom.advantage());
      nearTie(scored)
          .ifPresent(
              pair ->
                  nearTies.offer(
                      Picked.of(group, Shown.of(when, pair.better()), Shown.of(when, pair.worse())),
                      pair.gain(),
                      -pair.gap()));
    }
    List<Sample> cutOff = group.samples().stream().filter(Sample::truncated).toList();
    cut += cutOff.size();
    cutOff.stream()
        .max(byReward)
        .ifPresent(
            sample -> truncated.offer(Picked.of(group, Shown.of(when, sample)), reward(sample)));
  }

  /** A truncated completion may be unrewarded still; it is shown all the same. */
  private static double reward(Sample sample) {
    return Double.isNaN(sample.reward()) ? Double.NEGATIVE_INFINITY : sample.reward();
  }

  /** Of neighbours whose rewards nearly agree those that training treats most differently. */
  private static Optional<Pair> nearTie(List<Sample> byReward) {
    double range = byReward.get(byReward.size() - 1).reward() - byReward.get(0).reward();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 1; i < byReward.size(); i++) {
      Sample worse = byReward.get(i - 1);
      Sample better = byReward.get(i);
      double gap = better.reward() - worse.reward();
      double gain = better.advantage() - worse.advantage();
      if (gap > 0 && gap <= NEAR * range && !Double.isNaN(gain)) {
        pairs.add(new Pair(better, worse, gain, gap));
      }
    }
    return pairs.stream().max(Comparator.comparingDouble(Pair::gain));
  }

  private List<PickedList> lists() {
    String of = "Of the %,d prompts read of %s.".formatted(groups, when);
    return List.of(
        new PickedList("best", "Best", of + " The greatest rewards, one a prompt.", best.best()),
        new PickedList("worst", "Worst", of + " The least rewards, one a prompt.", worst.best()),
        new PickedList(
            "near-ties",
            "Near ties",
            "%s Two completions of a prompt whose rewards differ by at most %.0f%% of their group's range, those first whose advantages differ most: %,d prompts have such a pair."
                .formatted(of, 100 * NEAR, nearTies.offered()),
            nearTies.best()),
        new PickedList(
            "truncated",
            "Truncated",
            "%s %,d of %,d completions were as long as they may be; those with the greatest reward first."
                .formatted(of, cut, samples),
            truncated.best()));
  }

  private static PickedList changed(List<Group> first, List<Group> last) {
    Map<String, Group> before = new HashMap<>();
    first.forEach(group -> before.putIfAbsent(group.promptId(), group));
    Ranking<Picked> changed = new Ranking<>(KEPT);
    for (Group now : last) {
      Group then = before.get(now.promptId());
      if (then != null && !then.samples().isEmpty() && !now.samples().isEmpty()) {
        double difference = mean(now) - mean(then);
        changed.offer(Picked.of(now, shown(then), shown(now)), Math.abs(difference));
      }
    }
    int from = first.isEmpty() ? 0 : first.get(0).iteration();
    int to = last.isEmpty() ? 0 : last.get(0).iteration();
    return new PickedList(
        "changed",
        "Most changed",
        changed.offered() == 0
            ? "Iterations %d and %d have no prompt in common. Held-out prompts are the same every time: see there."
                .formatted(from, to)
            : "Iteration %d against %d: the first completion of each of %,d common prompts, those first whose mean reward changed most."
                .formatted(from, to, changed.offered()),
        changed.best());
  }

  private static Shown shown(Group group) {
    return Shown.of(
        "iteration %d, mean reward %s".formatted(group.iteration(), Numbers.text(mean(group))),
        group.samples().get(0));
  }

  private static double mean(Group group) {
    return group.samples().stream()
        .mapToDouble(Sample::reward)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }
}
