package dev.vireo.pipelines.study;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.continuations.SearchCompletions;
import dev.vireo.jobs.rollouts.refinement.RefineCompletions;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.study.AcceptCompletions;
import dev.vireo.jobs.study.CheckpointSamples;
import dev.vireo.jobs.study.CompareChoices;
import dev.vireo.jobs.study.RefinedAnswers;
import dev.vireo.jobs.study.SearchedGroups;
import dev.vireo.jobs.study.SummarizeStudy;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.study.StudyFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The stages of a study, declared. A stage that is run by itself makes what it reads if need be.
 */
final class StudyStageList {

  private static final String ROLLOUTS = "collect-rollouts";
  private static final String SCORES = "score-rewards";
  private static final String LOGPROBS = "score-logprobs";

  private static final String POLICY = "starting-policy";
  private static final String REWARDS = "rewards/iteration=*";
  private static final String VERDICTS = "verdicts/iteration=*";
  private static final String SEARCH = "search/*/";
  private static final String REFINE = "refine/";

  private final StudyConfig config;
  private final StudyStages stages;

  StudyStageList(StudyConfig config, StudyStages stages) {
    this.config = config;
    this.stages = stages;
  }

  List<Stage> stages() {
    BooleanSupplier judges = stages.rewards()::askJudges;
    List<Stage> all = new ArrayList<>(stages.preparation().stages());
    all.add(
        Stage.once(ROLLOUTS)
            .settings(
                "rollouts", "environment", "study.split", "study.prompts", "study.trained", "seed")
            .reads("shard-prompts", POLICY)
            .writes("rollouts/iteration=*")
            .input("policy", Preparation.OTHER_POLICY)
            .input("prompts", "the prompts have changed")
            .declares(() -> Reading.of(stages.declaredRollouts()))
            .works(() -> List.of(StudyWork.collectRollouts(config)))
            .does(none -> sampled()));
    all.add(
        Stage.once(SearchCompletions.STAGE)
            .settings("study.search", "study.split", "study.prompts", "rollouts", "rewards", "seed")
            .reads("shard-prompts", POLICY)
            .writes(SEARCH + "rollouts/iteration=*")
            .input("policy", Preparation.OTHER_POLICY)
            .input("prompts", "the prompts have changed")
            .where(this::searches)
            .declares(this::searchReadings)
            .works(() -> List.of(StudyWork.search(config)))
            .does(none -> searched()));
    Stage scores =
        Stage.once(SCORES)
            .settings("rewards")
            .reads(ROLLOUTS, SearchCompletions.STAGE)
            .writes(REWARDS)
            .writesWhere(judges, VERDICTS)
            .writesWhere(this::searches, SEARCH + REWARDS)
            .writesWhere(() -> searches() && judges.getAsBoolean(), SEARCH + VERDICTS)
            .declares(() -> Reading.of(stages.declaredScores()))
            .works(() -> StudyWork.scoreRewards(config))
            .does(none -> scored());
    Stage refine = refine().reads(ROLLOUTS);
    // Where a round is told of rewards, each is scored before the next one.
    boolean told = StudyRefinement.readsRewards(config);
    Stage scoring = told ? refine.reads(SCORES) : scores.reads(RefineCompletions.STAGE);
    scoring
        .writesWhere(this::refines, REFINE + REWARDS)
        .writesWhere(() -> refines() && judges.getAsBoolean(), REFINE + VERDICTS);
    all.addAll(told ? List.of(scores, refine) : List.of(refine, scores));
    all.add(
        Stage.once(LOGPROBS)
            .settings("rollouts.temperature")
            .reads(ROLLOUTS, POLICY)
            .writes("logprobs/iteration=*")
            .input("reference", Preparation.OTHER_POLICY)
            .where(() -> config.study().trained() != null)
            .declares(() -> Reading.of(ScoreLogprobs.declared(config.rollouts().temperature())))
            .works(() -> List.of(StudyWork.scoreLogprobs(config)))
            .does(none -> StageResult.of(last(trained()).logprobs(), Map.of())));
    all.add(
        Stage.once(CompareChoices.STAGE)
            .settings("study.proxy", "study.gold", "study.vote", "seed")
            .reads(ROLLOUTS, SCORES)
            .writes(Datasets.BEST_OF_N.name() + "/iteration=*")
            .declares(() -> Reading.of(CompareChoices.declared(config.study(), config.seed())))
            .does(none -> StageResult.of(stages.compareChoices(rollouts(), rewards()), Map.of())));
    all.add(
        Stage.once(AcceptCompletions.STAGE)
            .settings("study.accept", "study.proxy")
            .reads(ROLLOUTS, SCORES)
            .writes(Datasets.ACCEPTED.name())
            .where(() -> config.study().accept() != null)
            .declares(() -> Reading.of(AcceptCompletions.declared(config.study())))
            .does(none -> accepted()));
    all.add(
        Stage.once(SummarizeStudy.STAGE)
            .settings("study.resamples", "study.search.guide", "study.refine.rounds", "seed")
            .reads(
                CompareChoices.STAGE,
                ROLLOUTS,
                SCORES,
                LOGPROBS,
                SearchCompletions.STAGE,
                RefineCompletions.STAGE)
            .writes(StudyFile.FOLDER)
            .declares(() -> Reading.of(SummarizeStudy.declared(config.study(), config.seed())))
            .does(
                none ->
                    stages.result(
                        stages.summarize(
                            stages.compareChoices(rollouts(), rewards()),
                            stages.search(),
                            stages.refine(rollouts(), rewards()),
                            trained()))));
    return all;
  }

  private boolean searches() {
    return config.study().search() != null;
  }

  private boolean refines() {
    return config.study().refine() != null;
  }

  private StageResult sampled() {
    for (PolicyCheckpoint checkpoint : stages.checkpoints()) {
      stages.collectRollouts(checkpoint);
    }
    return StageResult.of(rollouts(), Map.of());
  }

  private StageResult scored() {
    for (PolicyCheckpoint checkpoint : stages.checkpoints()) {
      stages.scoreRewards(checkpoint, stages.collectRollouts(checkpoint));
    }
    stages.search();
    if (!StudyRefinement.readsRewards(config)) {
      stages.refine(rollouts(), rewards());
    }
    return StageResult.of(rewards(), Map.of());
  }

  private Stage refine() {
    return Stage.once(RefineCompletions.STAGE)
        .settings("study.refine", "prompts.chat", "rollouts", "policy.special-tokens", "seed")
        .reads(POLICY)
        .writes(REFINE + "rollouts/iteration=*")
        .input("policy", Preparation.OTHER_POLICY)
        .where(this::refines)
        .declares(this::refinements)
        .works(() -> List.of(StudyWork.refine(config)))
        .does(none -> refined());
  }

  private List<Reading> refinements() {
    return IntStream.rangeClosed(1, config.study().refine().rounds())
        .mapToObj(
            round ->
                new Reading(
                    "refine/rollouts/iteration=" + round,
                    stages.refinement().declared(round),
                    Map.of()))
        .toList();
  }

  private StageResult refined() {
    List<RefinedAnswers.Round> rounds =
        stages.refine(rollouts(), rewards()).map(RefinedAnswers::rounds).orElse(List.of());
    return rounds.isEmpty()
        ? StageResult.NOTHING
        : StageResult.of(rounds.get(rounds.size() - 1).rollouts(), Map.of());
  }

  private List<Reading> searchReadings() {
    return config.study().search().beams().stream()
        .map(
            beams ->
                new Reading("search/beams=" + beams + "/", stages.declaredSearch(beams), Map.of()))
        .toList();
  }

  private StageResult searched() {
    List<SearchedGroups> found = stages.search();
    return StageResult.of(found.get(found.size() - 1).rollouts(), Map.of());
  }

  private StageResult accepted() {
    return stages
        .acceptCompletions(rollouts(), rewards())
        .map(accepted -> StageResult.of(accepted, Map.of()))
        .orElse(StageResult.NOTHING);
  }

  private DatasetHandle<Rollout> rollouts() {
    return stages.collectRollouts(stages.policy());
  }

  private DatasetHandle<Rewards> rewards() {
    return stages.scoreRewards(stages.policy(), rollouts());
  }

  private List<CheckpointSamples> trained() {
    return stages.checkpoints().stream().map(stages::sample).toList();
  }

  private static CheckpointSamples last(List<CheckpointSamples> samples) {
    return samples.get(samples.size() - 1);
  }
}
