package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.JudgedPair;
import dev.vireo.algorithms.evaluation.RewardModelReport;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.RewardPairSource.RewardPairTokens;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stage that judges a reward model on held-out pairs: {@code reward-evaluation}. */
public final class EvaluateRewardModel {

  /** The stage's name. */
  public static final String STAGE = "evaluate-reward-model";

  /** Its folder in the run directory. */
  public static final String FOLDER = "reward-evaluation";

  /** Tokens of a pass, padding included; what has more is a pass by itself. */
  static final long TOKENS = 8192;

  private static final PublishedReport<Result> REPORT = new PublishedReport<>(FOLDER, Result.class);

  /**
   * What a chunk of pairs comes to.
   *
   * @param judged the pairs that are judged
   * @param longer training pairs whose preferred side is the longer one, less those where it is the
   *     shorter one
   * @param unusable pairs from which nothing can be learned
   */
  private record Part(ArrayList<JudgedPair> judged, long longer, long unusable)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * What the stage has come to.
   *
   * @param heldOut whether the pairs were held out, or are those of training
   * @param unusable pairs from which nothing could be learned
   * @param report on the pairs
   */
  public record Result(boolean heldOut, long unusable, RewardModelReport report) {

    /** Names the content. */
    public String hash() {
      return CanonicalJson.hash(new String(PublishedReport.json(this), StandardCharsets.UTF_8));
    }
  }

  private EvaluateRewardModel() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(RewardEvaluationSettings settings) {
    return Fingerprint.of(STAGE).settings(settings);
  }

  /** How many pairs of the longest texts are scored at a time. */
  public static int pairsInPass(int tokens) {
    return (int) Math.max(1, TOKENS / (2L * tokens));
  }

  /**
   * Judges a reward model, unless it has been judged.
   *
   * @throws InputException if there are no pairs to judge by
   */
  public static Result run(
      StageContext context,
      PolicyCheckpoint model,
      RewardPairSource pairs,
      RewardEvaluationSettings settings) {
    Fingerprint fingerprint =
        declared(settings)
            .input("model", model.contentHash())
            .input("preferences", pairs.dataset().contentHash());
    return REPORT.run(context, fingerprint, () -> judge(context, model, pairs, settings));
  }

  private static Result judge(
      StageContext context,
      PolicyCheckpoint model,
      RewardPairSource pairs,
      RewardEvaluationSettings settings) {
    ModelVersion version = model.version();
    boolean heldOut = settings.heldOut() > 0;
    List<Integer> chunks = pairs.dataset().chunks();
    context.spark().sc().setJobDescription(STAGE);
    List<Part> parts =
        StageResources.on(context.spark(), context.spark().parallelize(chunks, chunks.size()))
            .map(chunk -> part(pairs, chunk, version, heldOut))
            .collect();
    List<JudgedPair> judged = parts.stream().flatMap(part -> part.judged().stream()).toList();
    if (judged.isEmpty()) {
      throw new InputException(
          "No pairs are held out, so there is nothing to evaluate with: raise evaluation.held-out");
    }
    long unusable = parts.stream().mapToLong(Part::unusable).sum();
    if (unusable > 0) {
      context
          .progress()
          .message(
              "%s left out: equal, empty or too long as a reward model reads them"
                  .formatted(Counted.of(unusable, "pair is", "pairs are")));
    }
    boolean longer = parts.stream().mapToLong(Part::longer).sum() >= 0;
    return new Result(
        heldOut,
        unusable,
        RewardModelReport.of(judged, settings.bins(), settings.groups(), longer));
  }

  private static Part part(
      RewardPairSource source, int chunk, ModelVersion model, boolean heldOut) {
    List<Optional<RewardPairTokens>> rows = source.read(chunk);
    List<RewardPairTokens> usable = rows.stream().flatMap(Optional::stream).toList();
    long longer =
        usable.stream()
            .filter(pair -> !pair.heldOut())
            .mapToLong(pair -> Integer.signum(pair.chosenIds().length - pair.rejectedIds().length))
            .sum();
    List<RewardPairTokens> wanted =
        usable.stream().filter(pair -> pair.heldOut() || !heldOut).toList();
    ArrayList<JudgedPair> judged = new ArrayList<>();
    for (int from = 0; from < wanted.size(); ) {
      int to = from + 1;
      long longest = wanted.get(from).longest();
      while (to < wanted.size()
          && 2 * (to - from + 1) * Math.max(longest, wanted.get(to).longest()) <= TOKENS) {
        longest = Math.max(longest, wanted.get(to++).longest());
      }
      judged.addAll(judged(wanted.subList(from, to), model));
      from = to;
    }
    return new Part(judged, longer, rows.size() - usable.size());
  }

  private static List<JudgedPair> judged(List<RewardPairTokens> pairs, ModelVersion model) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (RewardPairTokens pair : pairs) {
      int[] prompt = pair.promptIds();
      sequences.add(new TokenSequence(prompt, pair.chosenIds(), new int[] {pair.chosenEnd()}));
      sequences.add(new TokenSequence(prompt, pair.rejectedIds(), new int[] {pair.rejectedEnd()}));
    }
    double[][] rewards =
        ModelPool.with(Role.POLICY, model, open -> new ValueScorer(open).score(sequences));
    List<JudgedPair> judged = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      RewardPairTokens pair = pairs.get(i);
      judged.add(
          new JudgedPair(
              pair.prompt(),
              rewards[2 * i][0],
              rewards[2 * i + 1][0],
              pair.chosenIds().length,
              pair.rejectedIds().length,
              pair.margin().orElse(Double.NaN)));
    }
    return judged;
  }

  /** The numbers that a run ends with. */
  public static Map<String, Double> metrics(Result result) {
    RewardModelReport report = result.report();
    return Map.of(
        "accuracy", report.accuracy().mean(),
        "accuracy/half_width_95", report.accuracy().halfWidth(),
        "accuracy/length_only", report.lengthOnly().mean(),
        "calibration_error", report.calibration().error(),
        "log_loss", report.logLoss(),
        "pairs", (double) report.pairs(),
        "pairs/left_out", (double) result.unusable(),
        "reward/mean", report.rewardMean(),
        "reward/std", report.rewardStandardDeviation());
  }
}
