package dev.vireo.jobs.rescore;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.Calibrated;
import dev.vireo.jobs.advantages.CalibrateRewards;
import dev.vireo.jobs.advantages.Calibration;
import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A run's own stages as a rule follows them, into a folder of the rule's. */
final class RuleStages {

  private final StageContext context;
  private final RunDirectory folder;
  private final RescoringRule rule;

  /** What scores completions anew; empty where the stored rewards count. */
  private final Optional<ScoreRewards> scoring;

  /**
   * The stages of a rule.
   *
   * @param context of the run, which is only read
   * @param out has the rules' folders
   * @param texts of the rollouts' tokens; asked for only where steps are judged
   * @throws InputException if a reward cannot be opened
   */
  RuleStages(
      StageContext context, RunDirectory out, RescoringRule rule, Supplier<TokenTexts> texts) {
    this.context = context;
    this.folder = out.child(rule.name());
    this.rule = rule;
    this.scoring =
        rule.scores() ? Optional.of(ScoreRewards.of(rule.rewards(), texts)) : Optional.empty();
  }

  /**
   * Checks that what the rule reads of an iteration is there.
   *
   * @throws InputException naming the rule and what is not there
   */
  void check(RescoredIteration iteration) {
    String what = "Rule '" + rule.name() + "'";
    if (rule.scores() || rule.advantages().needsRollouts()) {
      iteration.requireRollouts(what);
    }
    if (rule.scores() && calibrated().isPresent()) {
      throw new InputException(
          what
              + " calibrates its rewards by earlier iterations, of which only the run's own rewards"
              + " are there: leave rewards out");
    }
    if (rule.advantages().needsReference()) {
      iteration.requireLogprobs(what);
    }
    boolean published =
        scoring.stream()
            .allMatch(
                stage ->
                    stage.hasPublished(context.run(), iteration.iteration(), iteration.rollouts()));
    if (!published) {
      throw new InputException(
          "%s has a reward of type dataset without values for iteration %d in %s: only those that were published into the run can be taken"
              .formatted(what, iteration.iteration(), context.run()));
    }
  }

  /** The rule's own rewards of an iteration; empty if it takes the stored ones. */
  Optional<DatasetHandle<Rewards>> scored(RescoredIteration iteration) {
    return scoring.map(
        stage ->
            making(
                List.of(
                    folder.partition(Datasets.REWARDS, iteration.iteration()).path(),
                    folder.partition(Datasets.VERDICTS, iteration.iteration()).path()),
                () ->
                    stage.run(
                        context.session(),
                        context.run(),
                        folder,
                        iteration.iteration(),
                        iteration.rollouts(),
                        context.progress())));
  }

  /**
   * What the rule makes of an iteration.
   *
   * @param own the rule's own rewards
   */
  RuleDatasets made(RescoredIteration iteration, Optional<DatasetHandle<Rewards>> own) {
    StageContext there = new StageContext(context.session(), folder, context.seed(), Progress.NONE);
    Optional<Calibration> calibration = calibration(there, iteration.iteration());
    return new RuleDatasets(
        own.orElse(null),
        making(
            List.of(folder.partition(Datasets.ADVANTAGES, iteration.iteration()).path()),
            () ->
                ComputeAdvantages.run(
                    there,
                    iteration.iteration(),
                    own.orElse(iteration.rewards()),
                    iteration.logprobs(),
                    Optional.of(iteration.rollouts()),
                    rule.advantages(),
                    calibration)));
  }

  /** What earlier iterations of the run say that rewards are worth, if the rule goes by that. */
  private Optional<Calibration> calibration(StageContext there, int iteration) {
    return calibrated()
        .filter(each -> each.fittedBefore(iteration) > 0)
        .map(
            each -> {
              int last = each.fittedBefore(iteration);
              return making(
                  List.of(CalibrateRewards.folder(last)),
                  () ->
                      CalibrateRewards.run(
                          there, each, CalibrateRewards.window(context.run(), each, last)));
            });
  }

  private Optional<Calibrated> calibrated() {
    return rule.advantages().adjustment().rule() instanceof Calibrated calibrated
        ? Optional.of(calibrated)
        : Optional.empty();
  }

  /**
   * Makes what is in some folders of the rule. No stage of a run reads it, so what was made by a
   * rule of that name that has changed, or from other rewards, gives way.
   */
  private <T> T making(List<String> output, Supplier<T> stage) {
    try {
      return stage.get();
    } catch (InputException e) {
      if (!(e.getCause() instanceof StageChange)) {
        throw new InputException("Rule '" + rule.name() + "': " + e.getMessage(), e);
      }
    }
    context
        .progress()
        .message(
            folder.uri(output.get(0))
                + " was made by another rule, or from others, and is made again");
    output.forEach(each -> RunFolders.delete(folder, each));
    return stage.get();
  }
}
