package dev.vireo.jobs.data.steps;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.data.source.SourceRows;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.StepExample;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns a source of completions with labelled steps into the {@code step_examples} dataset:
 * checked, tokenised as TRL's PRMTrainer does, in the order of the source and in chunks of a fixed
 * size. Completions without a label, or none before they are cut, are left out.
 *
 * <p>Totals: {@code tokens}, {@code completion_tokens}, {@code steps}, {@code labels}, {@code
 * right} (the sum of the labels), {@code dropped/duplicates}, {@code dropped/unusable}.
 */
public final class ShardSteps {
  /** The stage's name. */
  public static final String STAGE = "shard-steps";

  private final StepLabelSettings settings;
  private final ProcessRewardRecipe recipe;
  private final PromptEncoder.Opener encoder;

  private ShardSteps(
      StepLabelSettings settings, ProcessRewardRecipe recipe, PromptEncoder.Opener encoder) {
    this.settings = settings;
    this.recipe = recipe;
    this.encoder = encoder;
  }

  /** The stage with these settings, for a model's recipe and encoder. */
  public static ShardSteps of(
      StepLabelSettings settings, ProcessRewardRecipe recipe, PromptEncoder.Opener encoder) {
    return new ShardSteps(settings, recipe, encoder);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(StepLabelSettings settings) {
    return Fingerprint.of(STAGE).settings(settings.identity());
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @throws InputException naming what is wrong with the source or the settings, and where; nothing
   *     has been written then
   */
  public DatasetHandle<StepExample> run(StageContext context) {
    SourceRows source = SourceRows.open(context.session(), "step labels", settings.source());
    var stage = stage(context, source);
    Optional<DatasetHandle<StepExample>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    StepLabelSettings rules = settings;
    ProcessRewardRecipe tokens = recipe;
    PromptEncoder.Opener opener = encoder;
    try (Intake<StepExample> intake =
        Intake.of(
            source.rows(StepMaker.plan(rules), rules.idColumn()),
            Datasets.STEP_EXAMPLES,
            () -> new StepMaker(rules, tokens, opener.open()),
            rules.rules())) {
      intake.requireRows(rules.path());
      intake.report(recipe.maxTokens(), true, context.progress());
      Map<String, Double> leftOut = intake.leftOut();
      return PartitionedStage.run(
          stage,
          intake.chunks(false),
          intake.chunkSizes(false),
          (index, chunk) -> chunk(chunk.rows(), index == 0 ? leftOut : Map.of()));
    }
  }

  private static ChunkResult<StepExample> chunk(
      Iterator<StepExample> examples, Map<String, Double> leftOut) {
    List<StepExample> rows = new ArrayList<>();
    long prompts = 0;
    long completions = 0;
    long steps = 0;
    long labels = 0;
    double right = 0;
    while (examples.hasNext()) {
      StepExample example = examples.next();
      prompts += example.getPromptTokenIds().size();
      completions += example.getCompletionTokenIds().size();
      steps += example.getSteps();
      for (double label : example.getLabels()) {
        labels += Double.isNaN(label) ? 0 : 1;
        right += Double.isNaN(label) ? 0 : label;
      }
      rows.add(example);
    }
    Map<String, Double> totals = new TreeMap<>(leftOut);
    totals.put("tokens", (double) (prompts + completions));
    totals.put("completion_tokens", (double) completions);
    totals.put("steps", (double) steps);
    totals.put("labels", (double) labels);
    totals.put("right", right);
    return ChunkResult.of(rows, totals);
  }

  private ChunkStage<PartitionRows<StepExample>, StepExample> stage(
      StageContext context, SourceRows source) {
    Fingerprint fingerprint =
        declared(settings)
            .input("source", source.contentHash(StepMaker.plan(settings)))
            .input("tokenizer", encoder.identity() + "+" + recipe.beginTokenId());
    if (settings.maxTokens() != recipe.maxTokens()) {
      fingerprint = fingerprint.input("context", Integer.toString(recipe.maxTokens()));
    }
    return ChunkStage.<PartitionRows<StepExample>, StepExample>of(
            context.run().partition(Datasets.STEP_EXAMPLES), fingerprint)
        .progress(context.progress(), 0)
        .counting("completions", PartitionRows::size);
  }
}
