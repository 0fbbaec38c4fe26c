package dev.vireo.jobs.finetune;

import dev.vireo.algorithms.sampling.SeededBatches;
import dev.vireo.jobs.gradient.ShardTask;
import dev.vireo.jobs.gradient.StepLoop;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Demonstration;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/** The stage that imitates demonstrations: {@code fine-tuned/NAME/step-N}. */
public final class FineTunePolicy {

  /** Where the phases' folders lie in the run directory. */
  public static final String FOLDER = "fine-tuned";

  private FineTunePolicy() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(FineTuneSettings settings, long seed) {
    return Fingerprint.of("fine-tune-policy").settings(settings.decisive()).seed(seed);
  }

  /**
   * Fine-tunes a policy.
   *
   * @param name the phase's folder
   * @param demonstrations what is imitated; a phase that is done does not read them
   * @param watch may end the phase early; what it depends on must be in {@code watched}
   * @param watched what the watch depends on, for the fingerprint
   */
  public static StepLoop.Outcome run(
      StageContext context,
      String name,
      PolicyCheckpoint policy,
      DatasetHandle<Demonstration> demonstrations,
      FineTuneSettings settings,
      String watched,
      StepLoop.Watch watch) {
    Fingerprint fingerprint =
        declared(settings, context.seed())
            .input("policy", policy.contentHash())
            .input("demonstrations", demonstrations.contentHash())
            .input("watched", watched);
    StepLoop.Work work =
        new StepLoop.Work(
            fingerprint,
            0,
            settings.steps(),
            settings.checkpointEvery(),
            settings.optimizer(),
            false,
            false);
    IntFunction<String> folder =
        step -> String.format(Locale.ROOT, FOLDER + "/%s/step-%06d", name, step);
    StepLoop loop = new StepLoop(context, policy);
    Optional<StepLoop.Outcome> finished = loop.finished(work, folder);
    if (finished.isPresent()) {
      return finished.get();
    }
    Examples examples = new Examples(demonstrations);
    int size = Math.min(settings.batchSize(), examples.count());
    SeededBatches batches = new SeededBatches(examples.count(), size, context.seed());
    return loop.run(
        work, folder, step -> tasks(batch(examples, batches.of(step + 1)), settings), watch);
  }

  /** The demonstrations of a step: the next ones in a seeded order, reshuffled every epoch. */
  private static List<TokenSequence> batch(Examples examples, int[] places) {
    List<TokenSequence> batch = examples.at(places);
    // Rows of like length share a micro-batch, so that little of it is padding.
    batch.sort(Comparator.comparingInt(TokenSequence::length).reversed());
    return batch;
  }

  private static List<ShardTask> tasks(List<TokenSequence> batch, FineTuneSettings settings) {
    long tokens = batch.stream().mapToLong(row -> row.completionTokenIds().length).sum();
    List<ShardTask> tasks = new ArrayList<>();
    int shards = settings.gradientShards();
    for (int shard = 0; shard < shards; shard++) {
      // Dealt out like cards, so that each shard has its share of the long rows.
      List<TokenSequence> rows = new ArrayList<>();
      for (int row = shard; row < batch.size(); row += shards) {
        rows.add(batch.get(row));
      }
      tasks.add(
          new DemonstrationShard(
              rows, tokens, settings.microBatchCompletions(), settings.recompute()));
    }
    return tasks;
  }
}
