package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.data.preferences.ReplayPairs;
import dev.vireo.jobs.evaluation.EvaluateRewardModel;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.StartingRewardModel;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.TrainRewardModel;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The stages that a round of iterative GRPO ends with. */
final class RewardRoundStages {

  private static final String ROUNDS = RewardRounds.FOLDER + "/iteration=*";
  private static final String BEFORE = ROUNDS + "/" + RewardRounds.BEFORE + "/";
  private static final String PAIRS = Datasets.PREFERENCE_PAIRS.name();

  private final StageContext context;
  private final GrpoConfig config;
  private final IterativeSettings settings;
  private final RewardRounds rounds;

  RewardRoundStages(StageContext context, GrpoConfig config, RewardRounds rounds) {
    this.context = context;
    this.config = config;
    this.settings = config.iterative();
    this.rounds = rounds;
  }

  /** All of them; done for the last iteration of a round, and nothing for any other. */
  List<Stage> stages() {
    long seed = context.seed();
    return List.of(
        Stage.each(PairRollouts.STAGE, 1)
            .every(settings.every())
            .settings(
                "iterative.every", "iterative.pairing", "iterative.min-margin", "iterative.labels")
            .reads("collect-rollouts", "score-rewards")
            .writes(ROUNDS + "/" + PAIRS)
            .where(settings::isAsked)
            .declares(() -> Reading.of(PairRollouts.declared(settings.pairs(settings.every()))))
            .does(atEnd(round -> StageResult.of(rounds.pairs().of(round), Map.of()))),
        Stage.each(ReplayPairs.STAGE, 1)
            .every(settings.every())
            .settings("iterative.replay", "seed")
            .reads(PairRollouts.STAGE)
            .readsBefore(PairRollouts.STAGE)
            .writes(ROUNDS + "/" + RoundPairs.TRAINING + "/" + PAIRS)
            .where(this::retrains)
            .declares(() -> Reading.of(ReplayPairs.declared(settings.replay(), seed)))
            .does(atEnd(round -> StageResult.of(rounds.pairs().replayed(round), Map.of()))),
        Stage.each(TrainRewardModel.STAGE, 1)
            .every(settings.every())
            .publishedAs(StartingRewardModel.STAGE)
            .settings(
                "iterative.training",
                "iterative.adapter",
                "iterative.evaluation.held-out",
                "training-engine",
                "torch",
                "seed")
            .reads(ReplayPairs.STAGE)
            .readsBefore(FinishedRewardModel.STAGE)
            .writes(ROUNDS + "/" + UpdatePolicy.FOLDER + "/*")
            .where(this::retrains)
            .declares(this::training)
            .works(() -> List.of(GrpoWork.retraining(config, rounds.model())))
            .does(atEnd(round -> new StageResult(rounds.trained(round).toString(), Map.of()))),
        Stage.each(EvaluateRewardModel.STAGE, 1)
            .every(settings.every())
            .settings("iterative.evaluation", "training-engine", "torch")
            .reads(PairRollouts.STAGE, TrainRewardModel.STAGE)
            .writes(
                BEFORE + EvaluateRewardModel.FOLDER,
                BEFORE + UpdatePolicy.FOLDER + "/*",
                ROUNDS + "/" + EvaluateRewardModel.FOLDER)
            .where(settings::isAsked)
            .declares(() -> Reading.of(EvaluateRewardModel.declared(settings.evaluation())))
            .does(atEnd(this::judged)),
        Stage.each(FinishedRewardModel.STAGE, 1)
            .every(settings.every())
            .reads(TrainRewardModel.STAGE, EvaluateRewardModel.STAGE)
            .writes(ROUNDS + "/" + FinishedRewardModel.FOLDER)
            .where(this::retrains)
            .works(
                () ->
                    settings.adapter() == null || rounds.model().adapter().isPresent()
                        ? List.of()
                        : List.of(GrpoWork.merging(rounds.model())))
            .does(atEnd(round -> StageResult.of(rounds.saved(round), Map.of()))));
  }

  private List<Reading> training() {
    long seed = context.seed();
    List<Reading> readings =
        new ArrayList<>(
            Reading.of(
                TrainRewardModel.declared(
                    settings.training(), settings.evaluation().heldOut(), seed)));
    if (settings.adapter() != null) {
      readings.addAll(
          Reading.of(StartingRewardModel.declared(Optional.of(settings.adapter()), seed)));
    }
    return readings;
  }

  private boolean retrains() {
    return settings.isAsked() && settings.retrain();
  }

  private StageResult judged(int round) {
    EvaluateRewardModel.Result<?> result =
        settings.retrain() ? rounds.judged(round) : rounds.judgedBefore(round);
    return new StageResult(context.run().uri(RewardRounds.folder(round)), result.metrics());
  }

  private IntFunction<StageResult> atEnd(IntFunction<StageResult> work) {
    return iteration ->
        settings.endsRound(iteration) && rounds.pairs().learns(iteration)
            ? work.apply(iteration)
            : StageResult.NOTHING;
  }
}
