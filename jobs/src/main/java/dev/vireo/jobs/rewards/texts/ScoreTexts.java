package dev.vireo.jobs.rewards.texts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceRows;
import dev.vireo.jobs.data.source.TokenLimit;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.model.TextJudgement;
import dev.vireo.jobs.rewards.model.TextScorer;
import dev.vireo.jobs.rewards.model.TooLong;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.OwnFolder;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.StepScore;
import dev.vireo.schemas.TextScore;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Scores the texts of a source with a reward model: {@code scores}, in a folder of its own, in the
 * order of the source and in chunks of a fixed size.
 *
 * <p>The last bits of a reward depend on the texts of its chunk and on nothing else, so neither
 * cores nor interruptions affect a byte. Totals: {@code texts}, {@code reward} (sum of those that
 * have one), {@code missing}, {@code dropped/duplicates}.
 */
public final class ScoreTexts {
  /** The stage's name. */
  public static final String STAGE = "score-texts";

  /** Where a conversation's messages are for the model. */
  private static final String MESSAGES = TextScorer.MESSAGES;

  /**
   * What there is.
   *
   * @param scores the dataset
   * @param found whether it was there already
   */
  public record Result(DatasetHandle<TextScore> scores, boolean found) {
    /** How many texts there are. */
    public long texts() {
      return scores.rows();
    }

    /** How many of them have no reward. */
    public long missing() {
      return Math.round(scores.total("missing"));
    }

    /** The mean of the others' rewards; NaN if there are none. */
    public double mean() {
      return scores.total("reward") / (texts() - missing());
    }
  }

  private ScoreTexts() {}

  /**
   * Makes the dataset in the context's folder, unless it is there.
   *
   * @throws InputException naming what is wrong with the source, the settings or the folder, and
   *     where; nothing has been written then
   */
  public static Result run(StageContext context, TextSettings settings, TextScorer scorer) {
    requireCompletions(settings, scorer);
    SourceRows source = SourceRows.open(context.session(), "texts", settings.source());
    List<String> columns = List.copyOf(source.columns());
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .settings(Map.of("texts", settings.identity(), "model", scorer.settings()))
            .input("source", source.contentHash(TextMaker.plan(settings, columns)))
            .input("model", scorer.contentHash());
    Partition<TextScore> output = context.run().partition(Datasets.SCORES);
    OwnFolder<TextScore> folder = new OwnFolder<>(output, fingerprint);
    Optional<DatasetHandle<TextScore>> finished = folder.finished();
    if (finished.isPresent()) {
      folder.end();
      return new Result(finished.get(), true);
    }
    try (Intake<TextScore> intake =
        Intake.of(
            source.rows(TextMaker.plan(settings, columns), settings.idColumn()),
            Datasets.SCORES,
            () -> new TextMaker(settings, columns, scorer),
            rules(settings, scorer))) {
      intake.requireRows(settings.source().path());
      folder.begin(context.spark());
      Map<String, Double> dropped = Map.of("dropped/duplicates", (double) intake.duplicates());
      ChunkStage<PartitionRows<TextScore>, TextScore> stage =
          ChunkStage.<PartitionRows<TextScore>, TextScore>of(output, fingerprint)
              .progress(context.progress(), 0)
              .counting("texts", PartitionRows::size);
      DatasetHandle<TextScore> scores =
          PartitionedStage.run(
              stage,
              intake.chunks(false),
              intake.chunkSizes(false),
              (index, chunk) -> score(chunk, scorer, index == 0 ? dropped : Map.of()));
      folder.end();
      return new Result(scores, false);
    }
  }

  private static void requireCompletions(TextSettings settings, TextScorer scorer) {
    if (scorer.comparesTwo() != (settings.otherColumn() != null)) {
      throw new InputException(
          scorer.comparesTwo()
              ? "The model compares two completions: name the column of the other one with --against-column"
              : "The model scores one completion at a time: leave out --against-column");
    }
  }

  private static IntakeRules rules(TextSettings settings, TextScorer scorer) {
    TokenLimit limit =
        scorer.tooLong() == TooLong.ERROR
            ? new TokenLimit(
                scorer.longest(),
                "is longer than the %d tokens that the model reads".formatted(scorer.longest()),
                "are longer than the %d tokens that the model reads".formatted(scorer.longest()),
                "shorten them, or set --too-long to none (no reward) or cut (from the beginning)")
            : TokenLimit.NONE;
    return new IntakeRules(
        "texts",
        "text_id",
        0,
        settings.duplicates(),
        limit,
        LengthPolicy.ERROR,
        settings.chunkSize());
  }

  private static ChunkResult<TextScore> score(
      PartitionRows<TextScore> chunk, TextScorer scorer, Map<String, Double> dropped) {
    List<TextScore> rows = new ArrayList<>();
    chunk.rows().forEachRemaining(rows::add);
    List<TextJudgement> judged = scorer.judge(rows.stream().map(ScoreTexts::input).toList());
    double sum = 0;
    long missing = 0;
    for (int i = 0; i < rows.size(); i++) {
      double reward = judged.get(i).reward();
      rows.get(i).setReward(reward);
      if (scorer.judgesSteps()) {
        rows.get(i).setSteps(judged.get(i).steps().stream().map(ScoreTexts::step).toList());
      }
      if (Double.isNaN(reward)) {
        missing++;
      } else {
        sum += reward;
      }
    }
    Map<String, Double> totals = new TreeMap<>(dropped);
    totals.put("texts", (double) rows.size());
    totals.put("missing", (double) missing);
    totals.put("reward", sum);
    return ChunkResult.of(rows, totals);
  }

  private static StepScore step(TextJudgement.Step step) {
    return new StepScore(step.text(), step.reward());
  }

  /** A text as the model gets it. */
  static RewardInput input(TextScore text) {
    Map<String, String> attributes =
        text.getOther() == null
            ? Map.of(MESSAGES, text.getPrompt())
            : Map.of(MESSAGES, text.getPrompt(), TextScorer.OTHER, text.getOther());
    return new RewardInput(
        text.getTextId(),
        text.getPrompt(),
        Optional.empty(),
        attributes,
        text.getCompletion(),
        0,
        true);
  }
}
