package dev.vireo.jobs.selection;

import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardTotals;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkFunction;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Selection;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The stage that chooses the groups of an iteration that are trained on: {@code
 * selections/iteration=N}, and {@code rollouts} and {@code rewards} of these groups.
 */
public final class SelectGroups {

  /** The stage's name. */
  public static final String STAGE = "select-groups";

  private static final String ROUNDS = "rounds";
  private static final String GROUPS = "groups";
  private static final String SIGNAL = "with_signal";
  private static final String DISCARDED = "discarded/";

  private final DynamicSamplingSettings settings;
  private final List<RewardSettings> rewards;
  private final int wanted;
  private final int chunkGroups;
  private final Signal signal;

  /**
   * The stage with these settings.
   *
   * @param wanted groups that an iteration trains on
   * @param chunkGroups groups in a chunk of rollouts
   * @throws dev.vireo.algorithms.InputException if the rewards do not go with the settings
   */
  public SelectGroups(
      DynamicSamplingSettings settings, List<RewardSettings> rewards, int wanted, int chunkGroups) {
    this.settings = settings;
    this.rewards = List.copyOf(rewards);
    this.wanted = wanted;
    this.chunkGroups = chunkGroups;
    this.signal = Signal.of(rewards, settings.metric());
  }

  /** What is selected of an iteration. */
  public record Selected(
      DatasetHandle<Selection> selections,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards) {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public Fingerprint declared() {
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("groups", wanted);
    decisive.put("chunk-groups", chunkGroups);
    if (settings.metric() != null) {
      decisive.put("metric", settings.metric());
    } else {
      decisive.put("weights", signal.weights());
    }
    return Fingerprint.of(STAGE).settings(decisive);
  }

  /** A round. */
  public CandidateRound round(
      int number, DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> scored) {
    return new CandidateRound(number, rollouts, scored, signal);
  }

  /**
   * Whether rounds have found all groups that an iteration trains on. What is selected already says
   * so itself.
   */
  public boolean isEnough(StageContext context, int iteration, List<CandidateRound> rounds) {
    return context
        .run()
        .partition(Datasets.SELECTIONS, iteration)
        .manifest()
        .map(selected -> rounds.size() >= selected.total(ROUNDS))
        .orElseGet(() -> rounds.stream().mapToLong(CandidateRound::withSignal).sum() >= wanted);
  }

  /** Selects among the groups of an iteration's rounds. */
  public Selected run(StageContext context, int iteration, List<CandidateRound> rounds) {
    Fingerprint fingerprint = declared();
    for (CandidateRound round : rounds) {
      fingerprint =
          fingerprint
              .input("rollouts-" + round.number(), round.rollouts().contentHash())
              .input("rewards-" + round.number(), round.rewards().contentHash());
    }
    ChunkStage<Integer, Selection> stage =
        ChunkStage.<Integer, Selection>of(
                context.run().partition(Datasets.SELECTIONS, iteration), fingerprint)
            .progress(context.progress(), iteration)
            .showing((totals, seconds) -> metrics(totals));
    Supplier<Choice> choice = choice(rounds);
    DatasetHandle<Selection> selections =
        stage
            .skipIfFinished()
            .orElseGet(
                () -> {
                  warn(context, iteration, rounds.size(), choice.get());
                  return stage.runOnDriver(
                      List.of(0),
                      (index, chunk) ->
                          ChunkResult.of(
                              rows(iteration, choice.get()), totals(rounds, choice.get())));
                });
    Fingerprint chosen =
        Fingerprint.of(STAGE)
            .settings(Map.of("chunk-groups", chunkGroups))
            .input("selections", selections.contentHash());
    return new Selected(
        selections,
        rollouts(context, iteration, rounds, choice, chosen),
        rewards(context, iteration, rounds, choice, chosen));
  }

  /** Made once, when it is first needed. */
  private Supplier<Choice> choice(List<CandidateRound> rounds) {
    Choice[] made = new Choice[1];
    return () -> {
      if (made[0] == null) {
        made[0] =
            Choice.of(rounds.stream().flatMap(each -> each.groups().stream()).toList(), wanted);
      }
      return made[0];
    };
  }

  private void warn(StageContext context, int iteration, int rounds, Choice choice) {
    if (choice.withSignal() < wanted) {
      context.progress().message(warning(iteration, rounds, choice));
    }
  }

  private String warning(int iteration, int rounds, Choice choice) {
    String cure =
        rounds < settings.maxRounds()
            ? "there are no further prompts: add some, lower prompts-per-iteration"
            : "raise dynamic-sampling.max-rounds";
    return "iteration %d: only %d of %d groups have a signal after %d %s with %d prompts; groups without one fill it up: %s, or make the rewards tell completions apart"
        .formatted(
            iteration,
            choice.withSignal(),
            wanted,
            rounds,
            rounds == 1 ? "round" : "rounds",
            choice.all().size(),
            cure);
  }

  private static List<Selection> rows(int iteration, Choice choice) {
    return choice.all().stream()
        .map(
            group ->
                new Selection(
                    iteration,
                    group.promptId(),
                    group.round(),
                    choice.kept().contains(group),
                    choice.reason(group)))
        .toList();
  }

  private Map<String, Double> totals(List<CandidateRound> rounds, Choice choice) {
    Map<String, Double> totals = new TreeMap<>();
    totals.put(ROUNDS, (double) rounds.size());
    totals.put(GROUPS, (double) choice.all().size());
    totals.put(SIGNAL, (double) choice.withSignal());
    for (Reason reason : Reason.values()) {
      totals.put(DISCARDED + reason.text(), 0.0);
    }
    choice.all().stream()
        .filter(group -> !choice.kept().contains(group))
        .forEach(group -> totals.merge(DISCARDED + choice.reason(group), 1.0, Double::sum));
    for (String total : List.of(RewardTotals.SUM, RewardTotals.COUNT)) {
      totals.put(total, rounds.stream().mapToDouble(round -> round.rewards().total(total)).sum());
    }
    return totals;
  }

  /**
   * Metrics by their names in the metrics dataset, from the totals of {@code selections}: the
   * reward among them is that of all groups, which those with a signal do not stand for.
   */
  public static Map<String, Double> metrics(SortedMap<String, Double> totals) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (!totals.containsKey(ROUNDS)) {
      return metrics;
    }
    metrics.put("dynamic_sampling/rounds", totals.get(ROUNDS));
    metrics.put("dynamic_sampling/signal_share", totals.get(SIGNAL) / totals.get(GROUPS));
    totals.tailMap(DISCARDED).entrySet().stream()
        .takeWhile(each -> each.getKey().startsWith(DISCARDED))
        .forEach(each -> metrics.put("dynamic_sampling/" + each.getKey(), each.getValue()));
    metrics.put(
        "dynamic_sampling/reward", totals.get(RewardTotals.SUM) / totals.get(RewardTotals.COUNT));
    return metrics;
  }

  private DatasetHandle<Rollout> rollouts(
      StageContext context,
      int iteration,
      List<CandidateRound> rounds,
      Supplier<Choice> choice,
      Fingerprint fingerprint) {
    TreeMap<Integer, DatasetHandle<Rollout>> sources = new TreeMap<>();
    rounds.forEach(round -> sources.put(round.number(), round.rollouts()));
    return copied(
        context,
        iteration,
        ChunkStage.of(context.run().partition(Datasets.ROLLOUTS, iteration), fingerprint),
        sources,
        choice,
        (index, groups) -> CollectRollouts.counted(Candidate.rows(groups, sources)));
  }

  private DatasetHandle<Rewards> rewards(
      StageContext context,
      int iteration,
      List<CandidateRound> rounds,
      Supplier<Choice> choice,
      Fingerprint fingerprint) {
    TreeMap<Integer, DatasetHandle<Rewards>> sources = new TreeMap<>();
    rounds.forEach(round -> sources.put(round.number(), round.rewards()));
    ArrayList<String> names = new ArrayList<>(rewards.stream().map(RewardSettings::name).toList());
    return copied(
        context,
        iteration,
        ChunkStage.of(context.run().partition(Datasets.REWARDS, iteration), fingerprint),
        sources,
        choice,
        (index, groups) -> RewardTotals.counted(Candidate.rows(groups, sources), names));
  }

  /** Brings the rows of the groups that are kept into one partition. */
  private <T extends SpecificRecordBase> DatasetHandle<T> copied(
      StageContext context,
      int iteration,
      ChunkStage<ArrayList<Candidate>, T> stage,
      Map<Integer, DatasetHandle<T>> sources,
      Supplier<Choice> choice,
      ChunkFunction<ArrayList<Candidate>, T> function) {
    boolean small =
        sources.values().stream().allMatch(each -> SparkDatasets.isSmall(each, context.spark()));
    stage.progress(context.progress(), iteration).counting("groups", List::size).onDriverIf(small);
    return stage
        .skipIfFinished()
        .orElseGet(() -> stage.run(context.spark(), chunks(choice.get()), function));
  }

  private List<ArrayList<Candidate>> chunks(Choice choice) {
    List<ArrayList<Candidate>> chunks = new ArrayList<>();
    List<Candidate> kept = choice.chosen();
    for (int first = 0; first < kept.size(); first += chunkGroups) {
      chunks.add(new ArrayList<>(kept.subList(first, Math.min(kept.size(), first + chunkGroups))));
    }
    return chunks;
  }
}
