package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.source.ColumnPlan;
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
 * desirable}, {@code undesirable} (of labels), {@code truncated} (completions that were cut),
 * {@code kl_of_own_prompt}, {@code dropped/too_long}, {@code dropped/duplicates}, and where there
 * are any {@code contradictory} (completions of a prompt that occur with different verdicts).
 */
public final class ShardUnpaired {
  /** The stage's name. */
  public static final String STAGE = "shard-unpaired";

  private final UnpairedSettings settings;
  private final Verdict verdict;
  private final PromptEncoder.Opener encoder;
  private final BoundaryTokens boundaries;
  private SourceRows source;

  private ShardUnpaired(
      UnpairedSettings settings,
      Verdict verdict,
      PromptEncoder.Opener encoder,
      BoundaryTokens boundaries) {
    this.settings = settings;
    this.verdict = verdict;
    this.encoder = encoder;
    this.boundaries = boundaries;
  }

  /** The stage with these settings, for the policy of an encoder and its boundary tokens. */
  public static ShardUnpaired of(
      UnpairedSettings settings,
      Verdict verdict,
      PromptEncoder.Opener encoder,
      BoundaryTokens boundaries) {
    return new ShardUnpaired(settings, verdict, encoder, boundaries);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(UnpairedSettings settings, Verdict verdict) {
    return Fingerprint.of(STAGE).settings(settings.identity(verdict));
  }

  /** Whether the source's texts are messages, or become such: as in TRL its first row says so. */
  public boolean isChat(SparkSession spark) {
    List<String> columns = open(spark).columns();
    ColumnPlan plan = UnpairedMaker.plan(settings, verdict, columns);
    String column =
        UnpairedMaker.isPairs(settings, verdict, columns)
            ? settings.chosenColumn()
            : settings.completionColumn();
    return settings.chat().wrap()
        || Cell.of(open(spark).rows(plan, settings.idColumn()).first(), plan, column).isMessages();
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @throws InputException naming what is wrong with the source or the settings, and where; nothing
   *     has been written then
   */
  public DatasetHandle<UnpairedExample> run(
      SparkSession spark, RunDirectory run, Progress progress) {
    open(spark);
    var stage = stage(run, progress);
    Optional<DatasetHandle<UnpairedExample>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    UnpairedSettings rules = settings;
    Verdict asked = verdict;
    List<String> columns = List.copyOf(source.columns());
    ExampleLimit limit = rules.limit(encoder.contextLength());
    PromptEncoder.Opener opener = encoder;
    BoundaryTokens tokens = boundaries;
    try (Intake<UnpairedExample> intake =
        Intake.of(
            rows(columns),
            Datasets.UNPAIRED_EXAMPLES,
            () -> new UnpairedMaker(rules, asked, columns, opener.open(), tokens, limit),
            rules.rules(encoder.contextLength()))) {
      intake.requireRows(rules.path());
      intake.report(limit.tokens(), limit.truncates(), progress);
      Map<String, Double> facts = new TreeMap<>(intake.leftOut());
      countContradictions(intake, facts, progress);
      JavaRDD<UnpairedExample> examples = withPartners(intake, facts, progress);
      return PartitionedStage.run(
          stage,
          examples,
          intake.chunkSizes(false),
          (index, chunk) -> chunk(chunk.rows(), limit, index == 0 ? facts : Map.of()));
    }
  }

  private void countContradictions(
      Intake<UnpairedExample> intake, Map<String, Double> facts, Progress progress) {
    long contradictory = Contradictions.count(intake.chunks(false));
    if (contradictory > 0) {
      facts.put("contradictory", (double) contradictory);
      progress.message(
          "unpaired examples: %s with %s; every row counts as it is"
              .formatted(
                  Counted.of(contradictory, "completion occurs", "completions occur"),
                  verdict == Verdict.RATING ? "different ratings" : "both labels"));
    }
  }

  private JavaRDD<SourceRow> rows(List<String> columns) {
    JavaRDD<SourceRow> rows =
        source.rows(UnpairedMaker.plan(settings, verdict, columns), settings.idColumn());
    if (!UnpairedMaker.isPairs(settings, verdict, columns)) {
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
    long rated = 0;
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
      rated += example.getRating() == null ? 0 : 1;
      rows.add(example);
    }
    Map<String, Double> totals = new TreeMap<>(facts);
    totals.put("tokens", (double) (prompt + completion));
    totals.put("completion_tokens", (double) completion);
    totals.put("kl_completion_tokens", (double) mismatched);
    totals.put("desirable", (double) desirable);
    totals.put("undesirable", (double) (rows.size() - rated - desirable));
    totals.put("truncated", (double) truncated);
    return ChunkResult.of(rows, totals);
  }

  private SourceRows open(SparkSession spark) {
    if (source == null) {
      source = SourceRows.open(spark, "unpaired examples", settings.source());
    }
    return source;
  }

  private ChunkStage<PartitionRows<UnpairedExample>, UnpairedExample> stage(
      RunDirectory run, Progress progress) {
    ColumnPlan plan = UnpairedMaker.plan(settings, verdict, source.columns());
    Fingerprint fingerprint =
        declared(settings, verdict)
            .input("source", source.contentHash(plan))
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
