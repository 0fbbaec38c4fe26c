package dev.vireo.jobs.data.preferences;

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
import dev.vireo.schemas.PreferencePair;
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
 * Turns a source of preferences into the {@code preference_pairs} dataset: checked, tokenised as
 * TRL's DPOTrainer does, in the order of the source and in chunks of a fixed size. Rows that are
 * held out for evaluation are left out.
 *
 * <p>Totals: {@code tokens} (of prompts once and both completions), {@code chosen_tokens}, {@code
 * rejected_tokens}, {@code truncated} (completions that were cut), {@code dropped/too_long}, {@code
 * dropped/duplicates}, {@code dropped/unusable} where there are any.
 */
public final class ShardPreferences {
  /** The stage's name. */
  public static final String STAGE = "shard-preference-pairs";

  private final PreferencePairSettings settings;
  private final PromptEncoder.Opener encoder;
  private final BoundaryTokens boundaries;
  private SourceRows source;

  private ShardPreferences(
      PreferencePairSettings settings, PromptEncoder.Opener encoder, BoundaryTokens boundaries) {
    this.settings = settings;
    this.encoder = encoder;
    this.boundaries = boundaries;
  }

  /** The stage with these settings, for the policy of an encoder and its boundary tokens. */
  public static ShardPreferences of(
      PreferencePairSettings settings, PromptEncoder.Opener encoder, BoundaryTokens boundaries) {
    return new ShardPreferences(settings, encoder, boundaries);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(PreferencePairSettings settings) {
    return Fingerprint.of(STAGE).settings(settings.identity());
  }

  /** Whether the source's texts are messages, or become such: as in TRL its first row says so. */
  public boolean isChat(SparkSession spark) {
    if (settings.chat().wrap()) {
      return true;
    }
    if (settings.layout() == PreferenceLayout.GSM8K_SOLUTIONS) {
      return false;
    }
    ColumnPlan plan = PairMaker.plan(settings, open(spark).columns());
    SourceRow first = open(spark).rows(plan, settings.idColumn()).first();
    return Cell.of(first, plan, settings.chosenColumn()).isMessages();
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @throws InputException naming what is wrong with the source or the settings, and where; nothing
   *     has been written then
   */
  public DatasetHandle<PreferencePair> run(
      SparkSession spark, RunDirectory run, Progress progress) {
    open(spark);
    var stage = stage(run, progress);
    Optional<DatasetHandle<PreferencePair>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    boolean solutions = settings.layout() == PreferenceLayout.GSM8K_SOLUTIONS;
    PreferencePairSettings rules = settings.ofLayout();
    List<String> columns = solutions ? SolutionPairs.COLUMNS : List.copyOf(source.columns());
    ExampleLimit limit = rules.limit(encoder.contextLength());
    PromptEncoder.Opener opener = encoder;
    BoundaryTokens tokens = boundaries;
    try (Intake<PreferencePair> intake =
        Intake.of(
            solutions
                ? SolutionPairs.of(source)
                : source.rows(PairMaker.plan(rules, columns), rules.idColumn()),
            Datasets.PREFERENCE_PAIRS,
            () -> new PairMaker(rules, columns, opener.open(), tokens, limit),
            rules.rules(encoder.contextLength()))) {
      intake.requireRows(rules.path());
      intake.report(limit.tokens(), limit.truncates(), progress);
      Map<String, Double> leftOut = intake.leftOut();
      return PartitionedStage.run(
          stage,
          intake.chunks(false),
          intake.chunkSizes(false),
          (index, chunk) -> chunk(chunk.rows(), limit, index == 0 ? leftOut : Map.of()));
    }
  }

  private static ChunkResult<PreferencePair> chunk(
      Iterator<PreferencePair> pairs, ExampleLimit limit, Map<String, Double> leftOut) {
    List<PreferencePair> rows = new ArrayList<>();
    long prompt = 0;
    long chosen = 0;
    long rejected = 0;
    long truncated = 0;
    while (pairs.hasNext()) {
      PreferencePair pair = pairs.next();
      int given = pair.getPromptTokenIds().size();
      int good = pair.getChosenTokenIds().size();
      int other = pair.getRejectedTokenIds().size();
      pair.setChosenTokenIds(limit.cut(given, pair.getChosenTokenIds()));
      pair.setRejectedTokenIds(limit.cut(given, pair.getRejectedTokenIds()));
      if (pair.getChosenMask() != null) {
        pair.setChosenMask(limit.cut(given, pair.getChosenMask()));
      }
      if (pair.getRejectedMask() != null) {
        pair.setRejectedMask(limit.cut(given, pair.getRejectedMask()));
      }
      truncated += (limit.isCut(given, good) ? 1 : 0) + (limit.isCut(given, other) ? 1 : 0);
      prompt += given;
      chosen += pair.getChosenTokenIds().size();
      rejected += pair.getRejectedTokenIds().size();
      rows.add(pair);
    }
    Map<String, Double> totals = new TreeMap<>(leftOut);
    totals.put("tokens", (double) (prompt + chosen + rejected));
    totals.put("chosen_tokens", (double) chosen);
    totals.put("rejected_tokens", (double) rejected);
    totals.put("truncated", (double) truncated);
    return ChunkResult.of(rows, totals);
  }

  private SourceRows open(SparkSession spark) {
    if (source == null) {
      source = SourceRows.open(spark, "preferences", settings.source());
    }
    return source;
  }

  private ChunkStage<PartitionRows<PreferencePair>, PreferencePair> stage(
      RunDirectory run, Progress progress) {
    ColumnPlan plan =
        settings.layout() == PreferenceLayout.GSM8K_SOLUTIONS
            ? SolutionPairs.plan(source)
            : PairMaker.plan(settings, source.columns());
    Fingerprint fingerprint =
        declared(settings)
            .input("source", source.contentHash(plan))
            .input(
                "tokenizer",
                encoder.plainIdentity() + "+" + boundaries.identity(settings.sequenceEnds()));
    int context = encoder.contextLength();
    if (settings.isCutBy(context)) {
      fingerprint = fingerprint.input("context", Integer.toString(context));
    }
    return ChunkStage.<PartitionRows<PreferencePair>, PreferencePair>of(
            run.partition(Datasets.PREFERENCE_PAIRS), fingerprint)
        .progress(progress, 0)
        .counting("pairs", PartitionRows::size);
  }
}
