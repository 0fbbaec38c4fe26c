package dev.vireo.reports.completions;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The completions of one iteration. Chunk n of each dataset holds the same groups in the same
 * order, so that they are joined by place; whatever is not published yet is left out.
 */
public final class IterationCompletions {

  private final int iteration;
  private final DatasetHandle<Rollout> rollouts;
  private final Optional<DatasetHandle<Logprobs>> logprobs;
  private final Optional<DatasetHandle<Rewards>> rewards;
  private final Optional<DatasetHandle<Advantages>> advantages;

  private IterationCompletions(RunDirectory run, int iteration, DatasetHandle<Rollout> rollouts) {
    this.iteration = iteration;
    this.rollouts = rollouts;
    this.logprobs = readable(run.partition(Datasets.LOGPROBS, iteration));
    this.rewards = readable(run.partition(Datasets.REWARDS, iteration));
    this.advantages = readable(run.partition(Datasets.ADVANTAGES, iteration));
  }

  /**
   * The completions of an iteration.
   *
   * @throws InputException if there are none, or they were deleted by {@code vireo clean}
   */
  public static IterationCompletions of(RunDirectory run, int iteration) {
    return find(run, iteration)
        .orElseThrow(
            () ->
                new InputException(
                    Partition.isCleaned(run, run.partition(Datasets.ROLLOUTS, iteration).path())
                        ? "The rollouts of iteration %d of %s were deleted by 'vireo clean'"
                            .formatted(iteration, run)
                        : "There are no rollouts of iteration %d in %s: it has %s"
                            .formatted(iteration, run, listed(iterations(run)))));
  }

  /** The same; empty if there are none. */
  public static Optional<IterationCompletions> find(RunDirectory run, int iteration) {
    return readable(run.partition(Datasets.ROLLOUTS, iteration))
        .map(rollouts -> new IterationCompletions(run, iteration, rollouts));
  }

  /** The iterations whose rollouts can be read, in order. */
  public static List<Integer> iterations(RunDirectory run) {
    return run.list(Datasets.ROLLOUTS.name()).stream()
        .filter(name -> name.matches("iteration=\\d{1,9}"))
        .map(name -> Integer.parseInt(name.substring("iteration=".length())))
        .filter(number -> readable(run.partition(Datasets.ROLLOUTS, number)).isPresent())
        .sorted()
        .toList();
  }

  private static String listed(List<Integer> iterations) {
    return iterations.isEmpty()
        ? "none"
        : iterations.get(0) + " to " + iterations.get(iterations.size() - 1);
  }

  private static <T extends SpecificRecordBase> Optional<DatasetHandle<T>> readable(
      Partition<T> partition) {
    return Partition.isCleaned(partition.run(), partition.path())
        ? Optional.empty()
        : partition.published();
  }

  /** The iteration's number, from 1. */
  public int iteration() {
    return iteration;
  }

  DatasetHandle<Rollout> rollouts() {
    return rollouts;
  }

  Optional<DatasetHandle<Logprobs>> logprobs() {
    return logprobs.filter(this::fits);
  }

  Optional<DatasetHandle<Rewards>> rewards() {
    return rewards.filter(this::fits);
  }

  Optional<DatasetHandle<Advantages>> advantages() {
    return advantages.filter(this::fits);
  }

  /** Whether another dataset has the same groups; not if it was made from other rollouts. */
  private boolean fits(DatasetHandle<?> dataset) {
    return dataset.chunkCount() == rollouts.chunkCount()
        && rollouts.chunks().stream()
            .allMatch(chunk -> dataset.rows(chunk) == rollouts.rows(chunk));
  }

  /** How many chunks there are. */
  public int chunkCount() {
    return rollouts.chunkCount();
  }

  /** How many groups a chunk has; no file is read for it. */
  public int groups(int chunk) {
    return rollouts.rows(chunk);
  }

  /** How many groups there are. */
  public long groups() {
    return rollouts.rows();
  }

  /** Whether advantages are there. */
  public boolean hasAdvantages() {
    return advantages().isPresent();
  }

  /** The groups of a chunk, in their order, each with all that is known of it. */
  public List<Group> read(int chunk) {
    return read(chunk, IntStream.range(0, groups(chunk)).toArray());
  }

  /** One group of a chunk; little more is read than the pages it is in. */
  Group readRow(int chunk, int row) {
    return read(chunk, new int[] {row}).get(0);
  }

  /** The rewards of a group's completions, NaN for none; empty before they were scored. */
  Optional<double[]> rewards(int chunk, int row) {
    return rewards()
        .map(
            each ->
                each
                    .readRows(chunk, new int[] {row}, "completions.reward")
                    .get(0)
                    .getCompletions()
                    .stream()
                    .mapToDouble(CompletionReward::getReward)
                    .toArray());
  }

  /** Whether everything published of the iteration is what {@code other} was opened on. */
  boolean isSame(IterationCompletions other) {
    return rollouts.manifest().equals(other.rollouts.manifest())
        && logprobs.map(DatasetHandle::manifest).equals(other.logprobs.map(DatasetHandle::manifest))
        && rewards.map(DatasetHandle::manifest).equals(other.rewards.map(DatasetHandle::manifest))
        && advantages
            .map(DatasetHandle::manifest)
            .equals(other.advantages.map(DatasetHandle::manifest));
  }

  private List<Group> read(int chunk, int[] places) {
    List<Rollout> rows = rollouts.readRows(chunk, places);
    Optional<List<Logprobs>> reference = logprobs().map(each -> each.readRows(chunk, places));
    Optional<List<Rewards>> scores = rewards().map(each -> each.readRows(chunk, places));
    Optional<List<Advantages>> signals = advantages().map(each -> each.readRows(chunk, places));
    List<Group> groups = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int place = i;
      groups.add(
          group(
              rows.get(i),
              reference.map(all -> all.get(place)),
              scores.map(all -> all.get(place)),
              signals.map(all -> all.get(place))));
    }
    return groups;
  }

  private Group group(
      Rollout rollout,
      Optional<Logprobs> reference,
      Optional<Rewards> scores,
      Optional<Advantages> signals) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < rollout.getCompletions().size(); i++) {
      int place = i;
      samples.add(
          sample(
              rollout.getCompletions().get(i),
              reference.map(each -> each.getCompletions().get(place)),
              scores.map(each -> each.getCompletions().get(place)),
              signals.map(each -> each.getCompletions().get(place))));
    }
    return new Group(
        iteration,
        rollout.getPromptId(),
        rollout.getPrompt(),
        Optional.ofNullable(rollout.getAnswer()),
        new TreeMap<>(rollout.getAttributes()),
        rollout.getPolicyStep(),
        samples,
        signals.map(IterationCompletions::statistics),
        signals.map(Advantages::getFiltered));
  }

  private static Sample sample(
      Completion completion,
      Optional<CompletionLogprobs> scored,
      Optional<CompletionReward> score,
      Optional<CompletionAdvantage> signal) {
    return new Sample(
        completion.getSampleIndex(),
        completion.getText(),
        completion.getTokenIds(),
        completion.getTurns() == null ? List.of() : completion.getTurns().getPolicyMask(),
        completion.getLogprobs().isEmpty()
            ? scored.map(CompletionLogprobs::getOldLogprobs).orElse(List.of())
            : completion.getLogprobs(),
        scored.map(CompletionLogprobs::getReferenceLogprobs).orElse(List.of()),
        completion.getFinishReason(),
        score.map(CompletionReward::getReward).orElse(Double.NaN),
        new TreeMap<>(score.map(CompletionReward::getValues).orElse(new TreeMap<>())),
        new TreeMap<>(score.map(CompletionReward::getExtraNumbers).orElse(new TreeMap<>())),
        new TreeMap<>(score.map(CompletionReward::getExtraTexts).orElse(new TreeMap<>())),
        signal.map(CompletionAdvantage::getAdjustedReward).orElse(Double.NaN),
        signal.map(CompletionAdvantage::getWeight).orElse(Double.NaN),
        signal.map(CompletionAdvantage::getAdvantage).orElse(Double.NaN),
        signal.map(CompletionAdvantage::getTokenAdvantages).orElse(List.of()));
  }

  private static Group.Statistics statistics(Advantages row) {
    return new Group.Statistics(
        row.getRewardMean(),
        row.getRewardStd(),
        row.getVarianceBefore(),
        row.getVarianceAfter(),
        row.getRangeLower(),
        row.getRangeUpper(),
        row.getTopShare(),
        row.getTieShare());
  }
}
