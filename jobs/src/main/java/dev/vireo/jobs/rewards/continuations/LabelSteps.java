package dev.vireo.jobs.rewards.continuations;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PublishedIterations;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.StepLabels;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Makes the {@code step_labels} dataset of the rollouts of a run: from the end of each step but the
 * last a policy continues several times, and the share of continuations that are right, and whether
 * any is, are the step's labels; the last step's is whether the completion itself is right. A chunk
 * of rollouts makes a chunk of labels.
 *
 * <p>Where a step ends among the tokens is said as for rewards of steps. A step whose end leaves no
 * room for a continuation, and those after it, are left out.
 *
 * <p>Totals: {@code completions}, {@code steps}, {@code continuations}, {@code tokens} (sampled),
 * {@code soft} and {@code hard} (sums of the labels), {@code dropped/no_steps}.
 */
public final class LabelSteps {
  /** The stage's name. */
  public static final String STAGE = "label-steps";

  private final RolloutStepSettings settings;
  private final String separator;
  private final RolloutSettings rollouts;
  private final RewardScorer scorer;

  /** A chunk of an iteration's rollouts. */
  private record Place(DatasetHandle<Rollout> rollouts, int chunk) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private LabelSteps(
      RolloutStepSettings settings,
      String separator,
      RolloutSettings rollouts,
      RewardScorer scorer) {
    this.settings = settings;
    this.separator = separator;
    this.rollouts = rollouts;
    this.scorer = scorer;
  }

  /**
   * The stage with these settings.
   *
   * @param separator what ends a step
   * @param rollouts how continuations are sampled; a group is the continuations of a step
   * @param scorer tells which completions are right
   * @throws InputException if a server is to sample
   */
  public static LabelSteps of(
      RolloutStepSettings settings,
      String separator,
      RolloutSettings rollouts,
      RewardScorer scorer) {
    if (rollouts.engine() != Engine.LOCAL) {
      throw new InputException(
          "rollouts.engine is openai; continuations are sampled here: set it to local");
    }
    return new LabelSteps(settings, separator, rollouts, scorer);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public Fingerprint declared(Configuration configuration, long seed) {
    return Fingerprint.of(STAGE)
        .settings(
            Map.of(
                "completions", settings.completions(),
                "threshold", settings.threshold(),
                "separator", separator,
                "rollouts", rollouts,
                "rewards", scorer.identity(configuration)))
        .seed(seed);
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @param policy the policy that continues
   * @throws InputException if there are no such rollouts, another tokenizer made them, or no step
   *     has a label
   */
  public DatasetHandle<StepLabels> run(StageContext context, PolicyCheckpoint policy) {
    Configuration configuration = context.session().sessionState().newHadoopConf();
    RunDirectory source = RunDirectory.at(settings.run(), configuration);
    List<DatasetHandle<Rollout>> iterations =
        PublishedIterations.of(
                source,
                settings.fromIteration(),
                settings.toIteration(),
                List.of(Datasets.ROLLOUTS))
            .stream()
            .map(iteration -> source.partition(Datasets.ROLLOUTS, iteration).published())
            .map(Optional::orElseThrow)
            .toList();
    Fingerprint fingerprint =
        declared(configuration, context.seed())
            .input("rollouts", hashes(iterations))
            .input("policy", policy.contentHash());
    ChunkStage<Place, StepLabels> stage =
        ChunkStage.<Place, StepLabels>of(context.run().partition(Datasets.STEP_LABELS), fingerprint)
            .progress(context.progress(), 0)
            .counting("groups", place -> place.rollouts().rows(place.chunk()));
    stage = scorer.isRepeatable() ? stage : stage.firstWriterWins();
    Optional<DatasetHandle<StepLabels>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    List<Place> places = new ArrayList<>();
    iterations.forEach(
        rolled -> rolled.chunks().forEach(chunk -> places.add(new Place(rolled, chunk))));
    StepLabeller labeller =
        new StepLabeller(
            PromptSampler.of(policy, rollouts, context.seed(), 0),
            TokenTexts.of(policy),
            policy.model().config().contextLength(),
            scorer,
            separator,
            settings.threshold());
    int most = settings.completions();
    DatasetHandle<StepLabels> labels =
        stage
            .on(StageResources.of(context.spark()))
            .run(context.spark(), places, (index, place) -> label(place, labeller, most));
    requireLabels(context, labels);
    return labels;
  }

  private static ChunkResult<StepLabels> label(Place place, StepLabeller labeller, int most) {
    List<Rollout> groups =
        place
            .rollouts()
            .read(
                place.chunk(),
                "iteration",
                "prompt_id",
                "prompt",
                "answer",
                "attributes",
                "prompt_token_ids",
                "completions.sample_index",
                "completions.token_ids",
                "completions.text",
                "completions.finish_reason");
    List<StepLabels> rows = new ArrayList<>();
    Map<String, Double> totals = new TreeMap<>();
    for (String total :
        List.of(
            "completions",
            "steps",
            "continuations",
            "tokens",
            "soft",
            "hard",
            "dropped/no_steps")) {
      totals.put(total, 0.0);
    }
    for (Rollout group : groups) {
      rows.addAll(labeller.label(group, most, totals));
    }
    return ChunkResult.of(rows, totals);
  }

  private void requireLabels(StageContext context, DatasetHandle<StepLabels> labels) {
    if (labels.rows() == 0) {
      // Other settings may be tried: nothing depends on a dataset of nothing.
      RunFolders.delete(context.run(), labels.partition().path());
      throw new InputException(
          "No completion of the rollouts has a step that leaves room for a continuation: check"
              + " step-labels.separator");
    }
    context
        .progress()
        .message(
            "%s of %s labelled by %s: mean label %.3f"
                .formatted(
                    Counted.of(Math.round(labels.total("steps")), "steps"),
                    Counted.of(labels.rows(), "completions"),
                    Counted.of(Math.round(labels.total("continuations")), "continuations"),
                    labels.total("soft") / labels.total("steps")));
  }

  private static String hashes(List<DatasetHandle<Rollout>> handles) {
    return handles.stream().map(DatasetHandle::contentHash).collect(Collectors.joining("+"));
  }
}
