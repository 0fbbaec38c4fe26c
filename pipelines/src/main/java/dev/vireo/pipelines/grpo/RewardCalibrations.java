package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.Calibrated;
import dev.vireo.jobs.advantages.CalibrateRewards;
import dev.vireo.jobs.advantages.Calibration;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rewards are worth, found out every so many iterations from those before, under the
 * adjustment rule calibrated. An iteration goes by what was found out before it began.
 */
final class RewardCalibrations {

  private final StageContext context;

  /** Null under any other rule. */
  private final Calibrated rule;

  private final Map<Integer, Calibration> done = new HashMap<>();

  RewardCalibrations(StageContext context, GrpoConfig config) {
    this.context = context;
    this.rule = rule(config).orElse(null);
  }

  /** The rule, where it is the one that adjusts. */
  static Optional<Calibrated> rule(GrpoConfig config) {
    return config.advantages().adjustment().rule() instanceof Calibrated calibrated
        ? Optional.of(calibrated)
        : Optional.empty();
  }

  /**
   * Checks that the target is a reward.
   *
   * @throws InputException if it is not
   */
  static void check(GrpoConfig config) {
    List<String> names = config.rewards().stream().map(RewardSettings::name).toList();
    rule(config)
        .filter(each -> !names.contains(each.target()))
        .ifPresent(
            each -> {
              throw new InputException(
                  "adjustment.rule: target is '%s', but no reward has this name; name one of %s, or add it with weight 0"
                      .formatted(each.target(), names));
            });
  }

  boolean isAsked() {
    return rule != null;
  }

  /** Fits what an iteration goes by, unless that is done. */
  void run(int iteration) {
    if (rule != null && rule.fittedBefore(iteration) > 0) {
      done.computeIfAbsent(rule.fittedBefore(iteration), this::fit);
    }
  }

  private Calibration fit(int last) {
    return CalibrateRewards.run(context, rule, CalibrateRewards.window(context.run(), rule, last));
  }

  /**
   * What an iteration goes by; empty under other rules, and before the first fit.
   *
   * @throws InputException if it is not done
   */
  Optional<Calibration> before(int iteration) {
    if (rule == null || rule.fittedBefore(iteration) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        done.computeIfAbsent(
            rule.fittedBefore(iteration), last -> CalibrateRewards.published(context, last)));
  }

  /** The numbers of an iteration; none under other rules. */
  Map<String, Double> metrics(int iteration) {
    return rule == null ? Map.of() : Calibration.metrics(before(iteration));
  }

  /** The stage; done for the last of so many iterations. */
  Stage stage() {
    return Stage.each(CalibrateRewards.STAGE, 1)
        .every(rule == null ? 1 : rule.every())
        .settings("adjustment.rule")
        .reads("score-rewards")
        .writes(CalibrateRewards.FOLDER + "/iteration=*")
        .where(this::isAsked)
        .declares(() -> Reading.of(CalibrateRewards.declared(rule)))
        .does(this::single);
  }

  private StageResult single(int iteration) {
    if (iteration % rule.every() != 0) {
      return StageResult.NOTHING;
    }
    return new StageResult(
        context.run().uri(CalibrateRewards.folder(iteration)),
        Calibration.metrics(Optional.of(fit(iteration))));
  }
}
