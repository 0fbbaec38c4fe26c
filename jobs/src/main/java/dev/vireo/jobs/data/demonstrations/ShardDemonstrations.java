package dev.vireo.jobs.data.demonstrations;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.SourceRows;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Turns a source of worked examples into the {@code demonstrations} dataset: checked, tokenised, in
 * the order of the source and in chunks of a fixed size. Rows that are held out for evaluation are
 * left out.
 *
 * <p>Prompt and completion are encoded apart, as a policy meets them: its prompt ends where the
 * prompt's text ends. Of a conversation the assistant's last turn is the completion, and everything
 * before it the prompt. Totals: {@code tokens}, {@code completion_tokens}, {@code
 * dropped/too_long}, {@code dropped/duplicates}.
 */
public final class ShardDemonstrations {
  /** The stage's name. */
  public static final String STAGE = "shard-demonstrations";

  private final DemonstrationSettings settings;
  private final PromptEncoder.Opener encoder;
  private final int endOfSequence;

  private ShardDemonstrations(
      DemonstrationSettings settings, PromptEncoder.Opener encoder, int endOfSequence) {
    this.settings = settings;
    this.encoder = encoder;
    this.endOfSequence = endOfSequence;
  }

  /**
   * The stage with these settings.
   *
   * @param endOfSequence token put after every completion that does not spell it out, unless a chat
   *     template ends it
   */
  public static ShardDemonstrations of(
      DemonstrationSettings settings, PromptEncoder.Opener encoder, int endOfSequence) {
    return new ShardDemonstrations(settings, encoder, endOfSequence);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(DemonstrationSettings settings) {
    return Fingerprint.of(STAGE).settings(settings.identity());
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @throws InputException naming what is wrong with the source or the settings, and where; nothing
   *     has been written then
   */
  public DatasetHandle<Demonstration> run(SparkSession spark, RunDirectory run, Progress progress) {
    SourceRows source = open(spark);
    var stage = stage(run, source, progress);
    Optional<DatasetHandle<Demonstration>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    DemonstrationSettings rules = settings;
    IntakeRules limits = rules.rules(encoder.contextLength());
    PromptEncoder.Opener opener = encoder;
    int end = endOfSequence;
    try (Intake<Demonstration> intake =
        Intake.of(
            source.rows(DemonstrationMaker.plan(rules), rules.idColumn()),
            Datasets.DEMONSTRATIONS,
            () -> new DemonstrationMaker(rules, opener.open(), end),
            limits)) {
      intake.requireRows(rules.path());
      intake.report(limits.limit().tokens(), false, progress);
      Map<String, Double> dropped = intake.leftOut();
      return PartitionedStage.run(
          stage,
          intake.chunks(false),
          intake.chunkSizes(false),
          (index, chunk) -> chunk(chunk.rows(), index == 0 ? dropped : Map.of()));
    }
  }

  private static ChunkResult<Demonstration> chunk(
      Iterator<Demonstration> demonstrations, Map<String, Double> dropped) {
    List<Demonstration> rows = new ArrayList<>();
    long completionTokens = 0;
    long tokens = 0;
    while (demonstrations.hasNext()) {
      Demonstration demonstration = demonstrations.next();
      completionTokens += demonstration.getCompletionTokenIds().size();
      tokens += demonstration.getPromptTokenIds().size();
      rows.add(demonstration);
    }
    Map<String, Double> totals = new TreeMap<>(dropped);
    totals.put("tokens", (double) (tokens + completionTokens));
    totals.put("completion_tokens", (double) completionTokens);
    return ChunkResult.of(rows, totals);
  }

  private SourceRows open(SparkSession spark) {
    return SourceRows.open(spark, "demonstrations", settings.source());
  }

  private String tokens() {
    return (settings.isChat() ? encoder.identity() : encoder.plainIdentity())
        + encoder.continuationIdentity();
  }

  private ChunkStage<PartitionRows<Demonstration>, Demonstration> stage(
      RunDirectory run, SourceRows source, Progress progress) {
    Fingerprint fingerprint =
        declared(settings)
            .input("source", source.contentHash(DemonstrationMaker.plan(settings)))
            .input("tokenizer", tokens() + "+" + endOfSequence);
    int context = encoder.contextLength();
    if (settings.isCutBy(context)) {
      fingerprint = fingerprint.input("context", Integer.toString(context));
    }
    return ChunkStage.<PartitionRows<Demonstration>, Demonstration>of(
            run.partition(Datasets.DEMONSTRATIONS), fingerprint)
        .progress(progress, 0)
        .counting("demonstrations", PartitionRows::size);
  }
}
