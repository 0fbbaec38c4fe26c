package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.JudgedSteps;
import dev.vireo.algorithms.evaluation.ProcessRewardReport;
import dev.vireo.algorithms.loss.reward.StepLabelLoss;
import dev.vireo.jobs.data.steps.StepSource;
import dev.vireo.jobs.data.steps.StepSource.Labelled;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.jobs.scoring.ScoringStage;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stage that judges a process reward model on held-out labels: {@code reward-evaluation}. */
public final class EvaluateProcessRewardModel {

  /** The stage's name. */
  public static final String STAGE = "evaluate-process-reward-model";

  private static final PublishedReport<Result> REPORT =
      PublishedReport.of(EvaluateRewardModel.FOLDER, Result.class);

  /**
   * What the stage has come to.
   *
   * @param heldOut whether the labels were held out, or are those of training
   * @param report on the labels
   */
  public record Result(boolean heldOut, ProcessRewardReport report) {

    /** Names the content. */
    public String hash() {
      return CanonicalJson.hash(new String(PublishedReport.json(this), StandardCharsets.UTF_8));
    }
  }

  private EvaluateProcessRewardModel() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(StepEvaluationSettings settings) {
    return Fingerprint.of(STAGE).settings(settings);
  }

  /** How many of the longest completions are scored at a time. */
  public static int completionsInPass(int tokens) {
    return (int) Math.max(1, EvaluateRewardModel.TOKENS / tokens);
  }

  /**
   * Judges a process reward model, unless it has been judged.
   *
   * @throws InputException if there are no labels to judge by
   */
  public static Result run(
      StageContext context,
      PolicyCheckpoint model,
      StepSource steps,
      StepEvaluationSettings settings) {
    Fingerprint fingerprint =
        ScoringStage.by(
            context,
            declared(settings)
                .input("model", model.contentHash())
                .input("step-examples", steps.dataset().contentHash()));
    return REPORT.run(context, fingerprint, () -> judge(context, model, steps, settings));
  }

  /**
   * Looks ahead, before a model is trained that nothing could judge.
   *
   * @throws InputException if a share is held out, and no labels are in it
   */
  public static void requireHeldOut(StepSource steps) {
    requireAny(steps.heldOut() == 0 || steps.hasHeldOut());
  }

  private static void requireAny(boolean any) {
    if (!any) {
      throw new InputException(
          "No labelled steps are held out, so there is nothing to evaluate with: raise"
              + " evaluation.held-out");
    }
  }

  private static Result judge(
      StageContext context,
      PolicyCheckpoint model,
      StepSource steps,
      StepEvaluationSettings settings) {
    ModelScorer scorer = ModelScorer.of(Role.POLICY, model);
    boolean heldOut = settings.heldOut() > 0;
    List<Integer> chunks = steps.dataset().chunks();
    context.spark().sc().setJobDescription(STAGE);
    List<JudgedSteps> judged =
        StageResources.on(context.spark(), context.spark().parallelize(chunks, chunks.size()))
            .map(chunk -> judged(steps, chunk, scorer, heldOut))
            .collect()
            .stream()
            .flatMap(List::stream)
            .toList();
    requireAny(!judged.isEmpty());
    return new Result(heldOut, ProcessRewardReport.of(judged, settings.bins()));
  }

  private static ArrayList<JudgedSteps> judged(
      StepSource source, int chunk, ModelScorer model, boolean heldOut) {
    List<Labelled> wanted =
        source.read(chunk).stream()
            .filter(each -> each.labels().length > 0 && (each.heldOut() || !heldOut))
            .toList();
    List<List<TokenSequence>> passes = new ArrayList<>();
    for (int from = 0; from < wanted.size(); ) {
      int to = from + 1;
      int longest = wanted.get(from).sequence().length();
      while (to < wanted.size()) {
        int length = Math.max(longest, wanted.get(to).sequence().length());
        if (to - from >= completionsInPass(length)) {
          break;
        }
        longest = length;
        to++;
      }
      passes.add(wanted.subList(from, to).stream().map(Labelled::sequence).toList());
      from = to;
    }
    Iterator<double[]> values = model.values(passes).stream().flatMap(Arrays::stream).iterator();
    ArrayList<JudgedSteps> judged = new ArrayList<>();
    for (Labelled each : wanted) {
      judged.add(
          new JudgedSteps(each.prompt(), StepLabelLoss.logOdds(values.next()), each.labels()));
    }
    return judged;
  }

  /** The numbers that a run ends with. */
  public static Map<String, Double> metrics(Result result) {
    ProcessRewardReport report = result.report();
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("accuracy", report.accuracy().mean());
    metrics.put("accuracy/half_width_95", report.accuracy().halfWidth());
    metrics.put("accuracy/all_right", report.rightShare());
    metrics.put("calibration_error", report.calibration().error());
    metrics.put("completions", (double) report.completions());
    metrics.put("first_error", report.firstError().mean());
    metrics.put("first_error/half_width_95", report.firstError().halfWidth());
    metrics.put("log_loss", report.logLoss());
    metrics.put("reward/mean", report.rewardMean());
    metrics.put("steps", (double) report.steps());
    return metrics;
  }
}
