package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.source.SourceRows;
import dev.vireo.jobs.store.ChunkStage;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.store.Fingerprint;
import dev.vireo.jobs.store.PartitionRows;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** The stage that reads prompts: {@code prompts/split=train} and {@code prompts/split=eval}. */
public final class ShardPrompts {

  private static final String STAGE = "shard-prompts";

  private ShardPrompts() {}

  /**
   * Reads, checks, tokenises and splits the prompts.
   *
   * @param tokenizing a checkpoint with the policy's tokenizer
   */
  public static Prompts run(
      StageContext context, PromptSettings settings, PolicyCheckpoint tokenizing) {
    int contextLength = ModelDirectory.open(tokenizing.local()).config().contextLength();
    PromptMaker maker = PromptMaker.of(settings, tokenizing, contextLength);
    SourceRows source =
        SourceRows.open(context.session(), "prompts", settings.path(), settings.format());
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .input("source", source.contentHash(maker.columns().names(), List.of()))
            .input("tokenizer", tokenizing.contentHash())
            .settings(maker.settings());
    ChunkStage<PartitionRows<Prompt>, Prompt> train = stage(context, Split.train, fingerprint);
    ChunkStage<PartitionRows<Prompt>, Prompt> eval = stage(context, Split.eval, fingerprint);
    Optional<DatasetHandle<Prompt>> trainDone = train.skipIfFinished();
    Optional<DatasetHandle<Prompt>> evalDone = eval.skipIfFinished();
    if (trainDone.isPresent() && evalDone.isPresent()) {
      return new Prompts(trainDone.get(), evalDone.get());
    }
    JavaRDD<Judged<Prompt>> judged =
        source
            .rows(maker.columns().names(), List.of(), settings.idColumn())
            .zipWithIndex()
            .map(row -> maker.make(row._1(), row._2()));
    try (JudgedRows<Prompt> rows = new JudgedRows<>("prompts", settings.path(), judged)) {
      JavaRDD<Prompt> prompts = withoutDuplicates(rows.records(), settings);
      if (rows.dropped() > 0) {
        context.progress().message(rows.dropped() + " prompts are too long and were left out");
      }
      return new Prompts(
          RowChunks.write(train, ofSplit(prompts, Split.train), settings.chunkRows()),
          RowChunks.write(eval, ofSplit(prompts, Split.eval), settings.chunkRows()));
    }
  }

  private static ChunkStage<PartitionRows<Prompt>, Prompt> stage(
      StageContext context, Split split, Fingerprint fingerprint) {
    return ChunkStage.<PartitionRows<Prompt>, Prompt>of(
            context.run().partition(Datasets.PROMPTS, split.toString()), fingerprint)
        .progress(context.progress(), 0)
        .counting(split + " prompts", PartitionRows::size);
  }

  private static JavaRDD<Prompt> ofSplit(JavaRDD<Prompt> prompts, Split split) {
    return prompts.filter(prompt -> prompt.getSplit() == split);
  }

  private static JavaRDD<Prompt> withoutDuplicates(
      JavaRDD<Prompt> prompts, PromptSettings settings) {
    if (settings.idColumn() == null) {
      return prompts;
    }
    List<String> twice =
        prompts
            .mapToPair(prompt -> new Tuple2<>(prompt.getPromptId(), 1L))
            .reduceByKey(Long::sum)
            .filter(count -> count._2() > 1)
            .map(Tuple2::_1)
            .takeOrdered(4);
    if (twice.isEmpty()) {
      return prompts;
    }
    if (settings.duplicates() == Misfit.ERROR) {
      throw new InputException(
          "Cannot read prompts: %s names prompts twice in column '%s': %s%s; set duplicates to drop to keep the first of each"
              .formatted(
                  settings.path(),
                  settings.idColumn(),
                  String.join(", ", twice.subList(0, Math.min(3, twice.size()))),
                  twice.size() > 3 ? " and others" : ""));
    }
    return prompts
        .zipWithIndex()
        .mapToPair(row -> new Tuple2<>(row._1().getPromptId(), row))
        .reduceByKey((one, other) -> one._2() <= other._2() ? one : other)
        .mapToPair(row -> new Tuple2<>(row._2()._2(), row._2()._1()))
        .sortByKey()
        .map(Tuple2::_2);
  }
}
