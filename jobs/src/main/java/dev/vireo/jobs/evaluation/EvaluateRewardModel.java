package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.LabelReport;
import dev.vireo.algorithms.evaluation.PreferenceModelReport;
import dev.vireo.algorithms.evaluation.RatingReport;
import dev.vireo.algorithms.evaluation.RewardModelReport;
import dev.vireo.algorithms.evaluation.RewardReport;
import dev.vireo.jobs.data.preferences.RatedSource;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.Verdict;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.jobs.scoring.ScoringStage;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The stage that judges a reward model on data that it has not learned from: {@code
 * reward-evaluation}.
 */
public final class EvaluateRewardModel {

  /** The stage's name. */
  public static final String STAGE = "evaluate-reward-model";

  /** Its folder in the run directory. */
  public static final String FOLDER = "reward-evaluation";

  /** Tokens of a pass, padding included; what has more is a pass by itself. */
  static final long TOKENS = 8192;

  /**
   * What the stage has come to.
   *
   * @param heldOut whether the pairs or completions were held out, or are those of training
   * @param unusable those from which nothing could be learned
   * @param report on the others
   */
  public record Result<R extends RewardReport>(boolean heldOut, long unusable, R report) {

    /** Names the content. */
    public String hash() {
      return CanonicalJson.hash(new String(PublishedReport.json(this), StandardCharsets.UTF_8));
    }

    /** The numbers that a run ends with. */
    public Map<String, Double> metrics() {
      Map<String, Double> metrics = new TreeMap<>(report.metrics());
      metrics.put("left_out", (double) unusable);
      return metrics;
    }
  }

  private EvaluateRewardModel() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(RewardEvaluationSettings settings) {
    return Fingerprint.of(STAGE).settings(settings);
  }

  /** How many rows of the longest texts are scored at a time, each of so many texts. */
  public static int rowsInPass(int texts, int tokens) {
    return RewardPasses.rowsInPass(texts, tokens);
  }

  /**
   * Judges a model by pairs, unless it has been judged.
   *
   * @throws InputException if there are no pairs to judge by
   */
  public static Result<? extends RewardReport> run(
      StageContext context,
      PolicyCheckpoint model,
      RewardPairSource pairs,
      RewardEvaluationSettings settings) {
    return published(
        context,
        fingerprint(context, model, pairs.dataset().contentHash(), settings),
        pairs.reading().separator() == null ? RewardModelReport.class : PreferenceModelReport.class,
        () -> {
          boolean heldOut = settings.heldOut() > 0;
          JudgedPairs judged =
              JudgedPairs.of(context, pairs, ModelScorer.of(Role.POLICY, model), heldOut);
          check(context, judged.pairs().size(), judged.unusable(), "pair is", "pairs are");
          return new Result<>(heldOut, judged.unusable(), judged.report(context, pairs, settings));
        });
  }

  /**
   * Judges a model by single completions, unless it has been judged.
   *
   * @param verdict what is known of each
   * @throws InputException if there are no completions to judge by
   */
  public static Result<? extends RewardReport> runRated(
      StageContext context,
      PolicyCheckpoint model,
      RatedSource completions,
      Verdict verdict,
      RewardEvaluationSettings settings) {
    return published(
        context,
        fingerprint(context, model, completions.dataset().contentHash(), settings),
        verdict == Verdict.LABEL ? LabelReport.class : RatingReport.class,
        () -> {
          boolean heldOut = settings.heldOut() > 0;
          JudgedCompletions judged =
              JudgedCompletions.of(
                  context, completions, ModelScorer.of(Role.POLICY, model), heldOut);
          check(
              context,
              judged.completions().size(),
              judged.unusable(),
              "completion is",
              "completions are");
          return new Result<>(heldOut, judged.unusable(), judged.report(verdict, settings));
        });
  }

  /**
   * Looks ahead, before a model is trained that nothing could judge.
   *
   * @throws InputException if a share is held out, and nothing is in it
   */
  public static void requireHeldOut(RewardPairSource pairs) {
    requireAny(pairs.reading().heldOut() == 0 || pairs.hasHeldOut());
  }

  /** The same of single completions. */
  public static void requireHeldOut(RatedSource completions) {
    requireAny(completions.reading().heldOut() == 0 || completions.hasHeldOut());
  }

  private static void requireAny(boolean any) {
    if (!any) {
      throw new InputException(
          "Nothing is held out, so there is nothing to evaluate with: raise evaluation.held-out");
    }
  }

  private static Fingerprint fingerprint(
      StageContext context,
      PolicyCheckpoint model,
      String data,
      RewardEvaluationSettings settings) {
    return ScoringStage.by(
        context, declared(settings).input("model", model.contentHash()).input("preferences", data));
  }

  private static void check(
      StageContext context, int judged, long unusable, String one, String several) {
    requireAny(judged > 0);
    if (unusable > 0) {
      context
          .progress()
          .message(
              "%s left out: equal, empty or too long as a reward model reads them"
                  .formatted(Counted.of(unusable, one, several)));
    }
  }

  private static Result<? extends RewardReport> published(
      StageContext context,
      Fingerprint fingerprint,
      Class<? extends RewardReport> report,
      Supplier<Result<? extends RewardReport>> judge) {
    return PublishedReport.<Result<? extends RewardReport>>of(FOLDER, Result.class, report)
        .run(
            context,
            fingerprint,
            () -> {
              context.spark().sc().setJobDescription(STAGE);
              return judge.get();
            });
  }
}
