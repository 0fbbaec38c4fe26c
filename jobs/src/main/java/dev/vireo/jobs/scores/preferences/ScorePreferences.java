package dev.vireo.jobs.scores.preferences;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.jobs.scoring.Scores;
import dev.vireo.jobs.scoring.ScoringStage;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.schemas.UnpairedLogprobs;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stages that ask a reference policy once for all preference data: sums of log-probabilities
 * over completion tokens, at temperature 1. A chunk of the data makes a chunk of sums.
 *
 * <p>Totals: {@code tokens} that were scored.
 */
public final class ScorePreferences {
  /** The name of the stage for pairs. */
  public static final String PAIRS = "score-preferences";

  /** The name of the stage for unpaired examples. */
  public static final String UNPAIRED = "score-unpaired";

  private ScorePreferences() {}

  /** What the stage for pairs reads of a configuration: nothing; its inputs come to it. */
  public static Fingerprint declaredPairs() {
    return Fingerprint.of(PAIRS);
  }

  /** What the stage for unpaired examples reads of a configuration: nothing. */
  public static Fingerprint declaredUnpaired() {
    return Fingerprint.of(UNPAIRED);
  }

  /** How many pairs of the longest sequences are scored at a time. */
  public static int pairsInPass(int tokens) {
    return CompletionScores.pairs(tokens);
  }

  /** Scores both sides of every pair. */
  public static DatasetHandle<PreferenceLogprobs> pairs(
      StageContext context, DatasetHandle<PreferencePair> pairs, PolicyCheckpoint reference) {
    return pairs(context, 0, pairs, reference);
  }

  /**
   * The same of an iteration's pairs.
   *
   * @param iteration what the progress counts it to; 0 if to none
   */
  public static DatasetHandle<PreferenceLogprobs> pairs(
      StageContext context,
      int iteration,
      DatasetHandle<PreferencePair> pairs,
      PolicyCheckpoint reference) {
    Fingerprint fingerprint =
        ScoringStage.by(
            context,
            declaredPairs()
                .input("pairs", pairs.contentHash())
                .input("reference", reference.contentHash()));
    ChunkStage<Integer, PreferenceLogprobs> stage =
        ChunkStage.<Integer, PreferenceLogprobs>of(
                context.run().partition(Datasets.PREFERENCE_LOGPROBS), fingerprint)
            .progress(context.progress(), iteration)
            .counting("pairs", pairs::rows);
    Optional<DatasetHandle<PreferenceLogprobs>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      // What was the reference then may have been cleaned up since.
      return finished.get();
    }
    return ScoringStage.run(
        context,
        stage,
        pairs.chunks(),
        ModelScorer.of(Role.POLICY, reference),
        (chunk, scores) -> pairs(pairs, chunk, scores));
  }

  private static ChunkResult<PreferenceLogprobs> pairs(
      DatasetHandle<PreferencePair> pairs, int chunk, Scores reference) {
    List<PreferencePair> rows =
        pairs.read(
            chunk,
            "pair_id",
            "prompt_token_ids",
            "chosen_token_ids",
            "rejected_token_ids",
            "chosen_mask",
            "rejected_mask");
    CompletionScores sums = new CompletionScores(reference);
    for (PreferencePair pair : rows) {
      int[] prompt = TokenLists.ints(pair.getPromptTokenIds());
      sums.add(
          sequence(prompt, pair.getChosenTokenIds(), pair.getChosenMask()),
          sequence(prompt, pair.getRejectedTokenIds(), pair.getRejectedMask()));
    }
    double[] scored = sums.finish();
    List<PreferenceLogprobs> logprobs = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      logprobs.add(
          new PreferenceLogprobs(rows.get(i).getPairId(), scored[2 * i], scored[2 * i + 1]));
    }
    return ChunkResult.of(logprobs, sums.totals());
  }

  private static TokenSequence sequence(int[] prompt, List<Integer> ids, List<Boolean> mask) {
    return new TokenSequence(prompt, TokenLists.ints(ids), PolicyTokens.places(ids.size(), mask));
  }

  /** Scores every example's completion and its mismatched one. */
  public static DatasetHandle<UnpairedLogprobs> unpaired(
      StageContext context, DatasetHandle<UnpairedExample> examples, PolicyCheckpoint reference) {
    Fingerprint fingerprint =
        ScoringStage.by(
            context,
            declaredUnpaired()
                .input("examples", examples.contentHash())
                .input("reference", reference.contentHash()));
    ChunkStage<Integer, UnpairedLogprobs> stage =
        ChunkStage.<Integer, UnpairedLogprobs>of(
                context.run().partition(Datasets.UNPAIRED_LOGPROBS), fingerprint)
            .progress(context.progress(), 0)
            .counting("examples", examples::rows);
    return ScoringStage.run(
        context,
        stage,
        examples.chunks(),
        ModelScorer.of(Role.POLICY, reference),
        (chunk, scores) -> unpaired(examples, chunk, scores));
  }

  private static ChunkResult<UnpairedLogprobs> unpaired(
      DatasetHandle<UnpairedExample> examples, int chunk, Scores reference) {
    List<UnpairedExample> rows =
        examples.read(
            chunk,
            "example_id",
            "prompt_token_ids",
            "completion_token_ids",
            "kl_completion_token_ids");
    CompletionScores sums = new CompletionScores(reference);
    for (UnpairedExample example : rows) {
      int[] prompt = TokenLists.ints(example.getPromptTokenIds());
      // Without a mismatched completion its sum is that of no tokens.
      sums.add(
          new TokenSequence(prompt, TokenLists.ints(example.getCompletionTokenIds())),
          new TokenSequence(prompt, TokenLists.ints(example.getKlCompletionTokenIds())));
    }
    double[] scored = sums.finish();
    List<UnpairedLogprobs> logprobs = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      boolean mismatched = !rows.get(i).getKlCompletionTokenIds().isEmpty();
      logprobs.add(
          new UnpairedLogprobs(
              rows.get(i).getExampleId(),
              scored[2 * i],
              mismatched ? scored[2 * i + 1] : Double.NaN));
    }
    return ChunkResult.of(logprobs, sums.totals());
  }
}
