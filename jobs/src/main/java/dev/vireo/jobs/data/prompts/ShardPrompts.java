package dev.vireo.jobs.data.prompts;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.SourceRows;
import dev.vireo.jobs.data.source.TokenLimit;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Turns a source of prompts into the {@code prompts} dataset: checked, tokenised, train and eval
 * apart, each in the order of the source and in chunks of a fixed size.
 *
 * <p>The source is read by Spark, a file a task; a shuffle brings the rows of a chunk together.
 * Totals: {@code tokens}; with the train prompts also {@code dropped/too_long} and {@code
 * dropped/duplicates}.
 */
public final class ShardPrompts {
  /** The stage's name. */
  public static final String STAGE = "shard-prompts";

  private final PromptSettings settings;
  private final PromptEncoder.Opener encoder;
  private final AttributeCheck check;

  private ShardPrompts(
      PromptSettings settings, PromptEncoder.Opener encoder, AttributeCheck check) {
    this.settings = settings;
    this.encoder = encoder;
    this.check = check;
  }

  /** The stage with these settings, and the encoder of the policy's tokenizer. */
  public static ShardPrompts of(PromptSettings settings, PromptEncoder.Opener encoder) {
    return new ShardPrompts(settings, encoder, AttributeCheck.NONE);
  }

  /** The same stage, which refuses prompts that a later one could not use. */
  public ShardPrompts checking(AttributeCheck attributes) {
    return new ShardPrompts(settings, encoder, attributes);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(PromptSettings settings) {
    return Fingerprint.of(STAGE).settings(settings.identity());
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @throws InputException naming what is wrong with the source or the settings, and where; nothing
   *     has been written then
   */
  public Prompts run(SparkSession spark, RunDirectory run, Progress progress) {
    SourceRows source = open(spark);
    Fingerprint fingerprint = fingerprint(source);
    var train = stage(run, Split.train, fingerprint, progress);
    var eval = stage(run, Split.eval, fingerprint, progress);
    train.refuseOthers();
    eval.refuseOthers();
    if (train.reasonsToRun().isEmpty() && eval.reasonsToRun().isEmpty()) {
      return new Prompts(train.skipIfFinished().orElseThrow(), eval.skipIfFinished().orElseThrow());
    }
    run.requireOwnWork(STAGE);
    try (Intake<Prompt> intake = intake(source)) {
      intake.requireRows(settings.path());
      if (intake.tooLong() > 0) {
        progress.message(
            "left out: %s of more than %s"
                .formatted(
                    Counted.of(intake.tooLong(), "prompts"),
                    Counted.of(limits().limit().tokens(), "tokens")));
      }
      if (intake.duplicates() > 0) {
        progress.message(
            Counted.of(
                intake.duplicates(),
                "prompt is left out, since its id was seen before",
                "prompts are left out, since their ids were seen before"));
      }
      return new Prompts(write(intake, Split.train, train), write(intake, Split.eval, eval));
    }
  }

  /**
   * Makes the held-out half of the dataset alone, unless it is there already: of prompts that
   * nobody trains on.
   *
   * @throws InputException as {@link #run}
   */
  public DatasetHandle<Prompt> runHeldOut(SparkSession spark, RunDirectory run, Progress progress) {
    SourceRows source = open(spark);
    var eval = stage(run, Split.eval, fingerprint(source), progress);
    eval.refuseOthers();
    if (eval.reasonsToRun().isEmpty()) {
      return eval.skipIfFinished().orElseThrow();
    }
    run.requireOwnWork(STAGE);
    try (Intake<Prompt> intake = intake(source)) {
      return write(intake, Split.eval, eval);
    }
  }

  /**
   * Makes the held-out half of the dataset alone: for a model with its own tokenizer.
   *
   * @param run a run directory for nothing else
   * @param limit at most so many, the first ones, are asked for
   */
  public HeldOutPrompts heldOut(SparkSession spark, RunDirectory run, int limit) {
    SourceRows source = open(spark);
    try (Intake<Prompt> intake = intake(source)) {
      var eval = stage(run, Split.eval, fingerprint(source), Progress.NONE);
      return HeldOutPrompts.of(write(intake, Split.eval, eval), limit);
    }
  }

  /**
   * Opens the source for a stage that makes something else of its prompts, in a folder without
   * {@code prompts}.
   *
   * @param advice what to do about prompts that are too long
   * @throws InputException when the source is missing, empty or cannot be read
   */
  public Source source(SparkSession spark, String advice) {
    SourceRows source = open(spark);
    IntakeRules rules = limits();
    TokenLimit limit = rules.limit();
    IntakeRules advised =
        new IntakeRules(
            rules.what(),
            rules.idField(),
            0,
            rules.duplicates(),
            new TokenLimit(limit.tokens(), limit.excessOfOne(), limit.excess(), advice),
            rules.tooLong(),
            rules.chunkSize());
    return new Source(fingerprint(source), () -> intake(source, advised));
  }

  /**
   * A source of prompts.
   *
   * @param fingerprint what its prompts depend on
   * @param intake reads it
   */
  public record Source(Fingerprint fingerprint, Supplier<Intake<Prompt>> intake) {}

  private Intake<Prompt> intake(SourceRows source) {
    return intake(source, limits());
  }

  private Intake<Prompt> intake(SourceRows source, IntakeRules limits) {
    PromptSettings rules = settings;
    PromptEncoder.Opener opener = encoder;
    AttributeCheck attributes = check;
    return Intake.of(
        source.rows(PromptMaker.plan(rules), rules.idColumn()),
        Datasets.PROMPTS,
        () -> new PromptMaker(rules, opener.open(), attributes),
        limits);
  }

  private IntakeRules limits() {
    return settings.rules(encoder.contextLength());
  }

  private static DatasetHandle<Prompt> write(
      Intake<Prompt> intake, Split split, ChunkStage<PartitionRows<Prompt>, Prompt> stage) {
    boolean eval = split == Split.eval;
    Map<String, Double> dropped = eval ? Map.of() : intake.leftOut();
    return PartitionedStage.run(
        stage,
        intake.chunks(eval),
        intake.chunkSizes(eval),
        (index, chunk) -> chunk(chunk.rows(), split, index == 0 ? dropped : Map.of()));
  }

  private static ChunkResult<Prompt> chunk(
      Iterator<Prompt> prompts, Split split, Map<String, Double> dropped) {
    List<Prompt> rows = new ArrayList<>();
    long tokens = 0;
    while (prompts.hasNext()) {
      Prompt prompt = prompts.next();
      prompt.setSplit(split);
      tokens += prompt.getTokenIds().size();
      rows.add(prompt);
    }
    Map<String, Double> totals = new TreeMap<>(dropped);
    totals.put("tokens", (double) tokens);
    return ChunkResult.of(rows, totals);
  }

  private SourceRows open(SparkSession spark) {
    return SourceRows.open(spark, "prompts", settings.source());
  }

  private Fingerprint fingerprint(SourceRows source) {
    Fingerprint fingerprint =
        declared(settings)
            .input("source", source.contentHash(PromptMaker.plan(settings)))
            .input("tokenizer", settings.isChat() ? encoder.identity() : encoder.plainIdentity());
    int context = encoder.contextLength();
    return settings.isCutBy(context)
        ? fingerprint.input("context", Integer.toString(context))
        : fingerprint;
  }

  private static ChunkStage<PartitionRows<Prompt>, Prompt> stage(
      RunDirectory run, Split split, Fingerprint fingerprint, Progress progress) {
    return ChunkStage.<PartitionRows<Prompt>, Prompt>of(
            run.partition(Datasets.PROMPTS, split.name()), fingerprint)
        .progress(progress, 0)
        .counting("prompts", PartitionRows::size);
  }
}
