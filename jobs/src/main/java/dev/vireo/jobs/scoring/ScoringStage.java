package dev.vireo.jobs.scoring;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.JointStage;
import dev.vireo.jobs.runtime.stage.StageException;
import dev.vireo.jobs.torch.RankWorker;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TorchWorker;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs a stage whose chunks are scored by one model. */
public final class ScoringStage {
  private static final int ATTEMPTS = 4;

  private ScoringStage() {}

  /**
   * What is made of a chunk.
   *
   * @param <T> class of a row
   */
  @FunctionalInterface
  public interface Scoring<T extends SpecificRecordBase> extends Serializable {

    /** The rows of a chunk, which depend on it and the scores alone. */
    ChunkResult<T> of(int chunk, Scores scores);
  }

  /** What scores are made from, naming the workers where they make them. */
  public static Fingerprint by(StageContext context, Fingerprint made) {
    return TorchSettings.named(context.spark().getConf(), made);
  }

  /**
   * Makes the chunks that are not there, and publishes them all.
   *
   * @param chunks those of the dataset that is scored
   * @throws dev.vireo.algorithms.InputException where a task or a worker finds what the user must
   *     mend
   */
  public static <T extends SpecificRecordBase> DatasetHandle<T> run(
      StageContext context,
      ChunkStage<Integer, T> stage,
      List<Integer> chunks,
      ModelScorer model,
      Scoring<T> scoring) {
    JavaSparkContext spark = context.spark();
    Optional<TorchSettings> parts =
        TorchSettings.of(spark.getConf()).filter(TorchSettings::sharesParts);
    if (parts.isEmpty()) {
      return stage
          .on(StageResources.of(spark))
          .run(spark, chunks, (index, chunk) -> scoring.of(chunk, model));
    }
    TorchSettings workers = parts.get();
    for (int attempt = 1; ; attempt++) {
      try {
        return JointStage.run(
            stage,
            spark,
            workers.processes(),
            chunks,
            task -> Rank.open(workers, task, model, scoring));
      } catch (StageException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        context
            .progress()
            .message(
                "%s; going on after the chunks that are there (attempt %d of %d)"
                    .formatted(e.getMessage(), attempt + 1, ATTEMPTS));
      }
    }
  }

  /** The worker of a task, which scores its passes of each chunk. */
  private record Rank<T extends SpecificRecordBase>(
      TorchWorker worker, Scores scores, Scoring<T> scoring)
      implements JointStage.Part<Integer, T> {

    static <T extends SpecificRecordBase> Rank<T> open(
        TorchSettings workers, BarrierTaskContext task, ModelScorer model, Scoring<T> scoring) {
      TorchWorker worker = RankWorker.start(workers, task, model::loaded);
      Scores scores = new WorkerScores(worker, task.partitionId(), workers.processes());
      return new Rank<>(worker, scores, scoring);
    }

    @Override
    public ChunkResult<T> compute(int index, Integer chunk) {
      return scoring.of(chunk, scores);
    }

    @Override
    public void close() {
      worker.close();
    }
  }
}
