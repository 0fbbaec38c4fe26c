package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.jobs.data.source.SourceRows;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.UnpairedExample;
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
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * Turns a source of completions with a verdict each, or of pairs, into the {@code
 * unpaired_examples} dataset: checked, tokenised as TRL's KTOTrainer does, each with a mismatched
 * completion, in the order of the source and in chunks of a fixed size. Of a pair, the chosen
 * completion comes first. Rows that are held out for evaluation are left out.
 *
 * <p>Totals: {@code tokens}, {@code completion_tokens}, {@code kl_completion_tokens}, {@code
 * desirable}, {@code undesirable}, {@code truncated} (completions that were cut), {@code
 * kl_of_own_prompt}, {@code dropped/too_long}, {@code dropped/duplicates}.
 */
public final class ShardUnpaired {
  /** The stage's name. */
  public static final String STAGE = "shard-unpaired";

  private final UnpairedSettings settings;
  private final PromptEncoder.Opener encoder;
  private final BoundaryTokens boundaries;

  private ShardUnpaired(
      UnpairedSettings settings, PromptEncoder.Opener encoder, BoundaryTokens boundaries) {
    this.settings = settings;
    this.encoder = encoder;
    this.boundaries = boundaries;
  }

  /** The stage with these settings, for the policy of an encoder and its boundary tokens. */
  public static ShardUnpaired of(
      UnpairedSettings settings, PromptEncoder.Opener encoder, BoundaryTokens boundaries) {
    return new ShardUnpaired(settings, encoder, boundaries);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(UnpairedSettings settings) {
    return Fingerprint.of(STAGE).settings(settings.identity());
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @throws InputException naming what is wrong with the source or the settings, and where; nothing
   *     has been written then
   */
  public DatasetHandle<UnpairedExample> run(
      SparkSession spark, RunDirectory run, Progress progress) {
    SourceRows source = open(spark);
    var stage = stage(run, source, progress);
    Optional<DatasetHandle<UnpairedExample>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    UnpairedSettings rules = settings;
    List<String> columns = List.copyOf(source.columns());
    ExampleLimit limit = rules.limit(encoder.contextLength());
    PromptEncoder.Opener opener = encoder;
    BoundaryTokens tokens = boundaries;
    try (Intake<UnpairedExample> intake =
        Intake.of(
            rows(source, columns),
            Datasets.UNPAIRED_EXAMPLES,
            () -> new UnpairedMaker(rules, columns, opener.open(), tokens, limit),
            rules.rules(encoder.contextLength()))) {
      intake.requireRows(rules.path());
      intake.report(limit.tokens(), limit.truncates(), progress);
      Map<String, Double> facts = new TreeMap<>(intake.leftOut());
      JavaRDD<UnpairedExample> examples = withPartners(intake, facts, progress);
      return PartitionedStage.run(
          stage,
          examples,
          intake.chunkSizes(false),
          (index, chunk) -> chunk(chunk.rows(), limit, index == 0 ? facts : Map.of()));
    }
  }

  private JavaRDD<SourceRow> rows(SourceRows source, List<String> columns) {
    JavaRDD<SourceRow> rows =
        source.rows(UnpairedMaker.plan(settings, columns), settings.idColumn());
    if (!settings.isPairs(columns)) {
      return rows;
    }
    if (settings.evalFraction() > 0
        && settings.idColumn() == null
        && settings.splitColumn() == null) {
      throw new InputException(
          "unpaired: with an eval-fraction, pairs need an id-column, so that both sides of a pair"
              + " are held out");
    }
    return rows.flatMap(UnpairedMaker::sides);
  }

  private JavaRDD<UnpairedExample> withPartners(
      Intake<UnpairedExample> intake, Map<String, Double> facts, Progress progress) {
    if (settings.partners() == Partners.NONE) {
      return intake.chunks(false);
    }
    var mismatched = new MismatchedCompletions(intake.chunks(false), intake.chunkSizes(false));
    if (settings.partners() == Partners.BLOCKS) {
      return mismatched.byBlocks(settings.blockSize());
    }
    JavaRDD<UnpairedExample> examples = mismatched.byHash();
    facts.put("kl_of_own_prompt", (double) mismatched.ofOwnPrompt());
    if (mismatched.ofOwnPrompt() > 0) {
      progress.message(
          "unpaired examples: one prompt has more than half of them, so for %s the mismatched completion is one of the same prompt"
              .formatted(Counted.of(mismatched.ofOwnPrompt(), "examples")));
    }
    return examples;
  }

  private static ChunkResult<UnpairedExample> chunk(
      Iterator<UnpairedExample> examples, ExampleLimit limit, Map<String, Double> facts) {
    List<UnpairedExample> rows = new ArrayList<>();
    long prompt = 0;
    long completion = 0;
    long mismatched = 0;
    long desirable = 0;
    long truncated = 0;
    while (examples.hasNext()) {
      UnpairedExample example = examples.next();
      int given = example.getPromptTokenIds().size();
      truncated += limit.isCut(given, example.getCompletionTokenIds().size()) ? 1 : 0;
      example.setCompletionTokenIds(limit.cut(given, example.getCompletionTokenIds()));
      example.setKlCompletionTokenIds(limit.cut(given, example.getKlCompletionTokenIds()));
      prompt += given;
      completion += example.getCompletionTokenIds().size();
      mismatched += example.getKlCompletionTokenIds().size();
      desirable += example.getDesirable() ? 1 : 0;
      rows.add(example);
    }
    Map<String, Double> totals = new TreeMap<>(facts);
    totals.put("tokens", (double) (prompt + completion));
    totals.put("completion_tokens", (double) completion);
    totals.put("kl_completion_tokens", (double) mismatched);
    totals.put("desirable", (double) desirable);
    totals.put("undesirable", (double) (rows.size() - desirable));
    totals.put("truncated", (double) truncated);
    return ChunkResult.of(rows, totals);
  }

  private SourceRows open(SparkSession spark) {
    return SourceRows.open(spark, "unpaired examples", settings.source());
  }

  private ChunkStage<PartitionRows<UnpairedExample>, UnpairedExample> stage(
      RunDirectory run, SourceRows source, Progress progress) {
    Fingerprint fingerprint =
        declared(settings)
            .input("source", source.contentHash(UnpairedMaker.plan(settings, source.columns())))
            .input(
                "tokenizer",
                encoder.plainIdentity() + "+" + boundaries.identity(SequenceEnds.TOKENIZER));
    int context = encoder.contextLength();
    if (settings.maxTokens() == 0 || settings.maxTokens() > context) {
      // Mismatched completions are cut to what fits, regardless of the others.
      fingerprint = fingerprint.input("context", Integer.toString(context));
    }
    return ChunkStage.<PartitionRows<UnpairedExample>, UnpairedExample>of(
            run.partition(Datasets.UNPAIRED_EXAMPLES), fingerprint)
        .progress(progress, 0)
        .counting("examples", PartitionRows::size);
  }
}
