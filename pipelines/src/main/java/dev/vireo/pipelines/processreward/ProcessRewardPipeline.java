package dev.vireo.pipelines.processreward;

import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.RecipeFile;
import dev.vireo.jobs.data.steps.ProcessRewardRecipe;
import dev.vireo.jobs.data.steps.ShardSteps;
import dev.vireo.jobs.data.steps.StepLabelSettings;
import dev.vireo.jobs.data.steps.StepSource;
import dev.vireo.jobs.evaluation.EvaluateProcessRewardModel;
import dev.vireo.jobs.evaluation.EvaluateRewardModel;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.StartingRewardModel;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.rewards.continuations.LabelSteps;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.TrainProcessRewardModel;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.pipelines.run.LastCheckpoint;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.StepExample;
import dev.vireo.schemas.StepLabels;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Labels of steps as data flows: labels from files, or made by continuing from each step of a run's
 * rollouts; the same in tokens; a language model with a new head that is trained on them; a report
 * on held-out labels, and the model as others use it.
 */
public final class ProcessRewardPipeline implements Pipeline {

  private static final String OTHER_MODEL = "policy.model or policy.from: files have changed";

  private final StageContext context;
  private final ProcessRewardConfig config;
  private PolicyCheckpoint base;

  ProcessRewardPipeline(StageContext context, ProcessRewardConfig config) {
    this.context = context;
    this.config = config;
  }

  @Override
  public StageResult run() {
    DatasetHandle<StepExample> examples = examples();
    PolicyCheckpoint model = trained(examples, starting(examples));
    EvaluateProcessRewardModel.Result evaluation = judged(examples, model);
    return StageResult.of(saved(model, evaluation), EvaluateProcessRewardModel.metrics(evaluation));
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        Stage.once(LabelSteps.STAGE)
            .settings("rollout-steps", "rollouts", "rewards", "step-labels.separator", "seed")
            .writes(Datasets.STEP_LABELS.name())
            .input("rollouts", "rollout-steps.run: its rollouts have changed")
            .input("policy", "rollout-steps.policy, or policy.model: files have changed")
            .where(config::fromRollouts)
            .declares(
                () ->
                    Reading.of(
                        labelling()
                            .declared(
                                context.session().sessionState().newHadoopConf(), context.seed())))
            .works(() -> List.of(ProcessRewardWork.labelling(config)))
            .does(none -> StageResult.of(labels(), Map.of())),
        Stage.once(ShardSteps.STAGE)
            .settings("step-labels", "rollout-steps.labels")
            .reads(LabelSteps.STAGE)
            .writes(Datasets.STEP_EXAMPLES.name())
            .input("source", "the step labels' rows have changed")
            .input("tokenizer", "policy.model: its tokenizer's files have changed")
            .declares(() -> Reading.of(ShardSteps.declared(source(""))))
            .does(none -> StageResult.of(examples(), Map.of())),
        Stage.once(StartingRewardModel.STAGE)
            .settings("policy.model", "policy.from", "policy.adapter", "seed")
            .reads(ShardSteps.STAGE)
            .writes(UpdatePolicy.folder(0))
            .input("policy", OTHER_MODEL)
            .declares(() -> Reading.of(StartingRewardModel.declared(adapter(), context.seed())))
            .does(none -> new StageResult(starting(examples()).toString(), Map.of())),
        Stage.once(TrainProcessRewardModel.STAGE)
            .settings(
                "process-reward-model", "evaluation.held-out", "training-engine", "torch", "seed")
            .reads(ShardSteps.STAGE, StartingRewardModel.STAGE)
            .writes("checkpoints/step-*")
            .input("model", OTHER_MODEL)
            .declares(
                () ->
                    Reading.of(
                        TrainProcessRewardModel.declared(
                            config.processRewardModel(),
                            config.evaluation().heldOut(),
                            context.seed())))
            .works(() -> List.of(ProcessRewardWork.training(config)))
            .does(none -> new StageResult(trained().toString(), Map.of())),
        Stage.once(EvaluateProcessRewardModel.STAGE)
            .settings("evaluation", "training-engine", "torch")
            .reads(ShardSteps.STAGE, TrainProcessRewardModel.STAGE)
            .writes(EvaluateRewardModel.FOLDER)
            .declares(() -> Reading.of(EvaluateProcessRewardModel.declared(config.evaluation())))
            .works(() -> List.of(ProcessRewardWork.judging(config)))
            .does(
                none -> {
                  EvaluateProcessRewardModel.Result result = judged(examples(), trained());
                  return new StageResult(
                      context.run().uri(EvaluateRewardModel.FOLDER),
                      EvaluateProcessRewardModel.metrics(result));
                }),
        Stage.once(FinishedRewardModel.STAGE)
            .reads(TrainProcessRewardModel.STAGE, EvaluateProcessRewardModel.STAGE)
            .writes(FinishedRewardModel.FOLDER)
            .does(
                none -> {
                  PolicyCheckpoint model = trained();
                  return StageResult.of(saved(model, judged(examples(), model)), Map.of());
                }));
  }

  private PolicyCheckpoint base() {
    if (base == null) {
      base =
          PolicyCheckpoint.starting(Path.of(config.policy().model()))
              .multipliedIn(config.products());
    }
    return base;
  }

  private DatasetHandle<StepLabels> labels() {
    return labelling().run(context, continuing());
  }

  private LabelSteps labelling() {
    return LabelSteps.of(
        config.rolloutSteps(),
        config.stepLabels().separator(),
        RunRollouts.of(continuing().local(), config.rollouts(), context.progress()),
        config.scorer());
  }

  /** The policy that continues from steps. */
  private PolicyCheckpoint continuing() {
    String other = config.rolloutSteps().policy();
    return other == null
        ? base()
        : PolicyCheckpoint.starting(Path.of(other)).multipliedIn(config.products());
  }

  private DatasetHandle<StepExample> examples() {
    StepLabelSettings source =
        source(config.fromRollouts() ? labels().partition().uri() : config.stepLabels().path());
    return ShardSteps.of(source, recipe(), new PolicyEncoder(base(), SpecialTokens.NONE))
        .run(context);
  }

  /** Where labels come from: files, or the dataset that is made of rollouts. */
  private StepLabelSettings source(String dataset) {
    return config.fromRollouts()
        ? config.stepLabels().of(dataset, config.rolloutSteps().labels().column())
        : config.stepLabels();
  }

  private ProcessRewardRecipe recipe() {
    OptionalInt begin = Tokenizers.of(base()).namedBeginning();
    return new ProcessRewardRecipe(
        config.stepLabels().separator(),
        ProcessRewardRecipe.RIGHT,
        begin.isPresent() ? Integer.valueOf(begin.getAsInt()) : null,
        Tokenizers.padTokenId(base()),
        config.stepLabels().maxCompletionTokens(),
        config.stepLabels().maxTokens(base().model().config().contextLength()));
  }

  private StartingRewardModel.Text text() {
    return new StartingRewardModel.Text(Tokenizers.padTokenId(base()), RecipeFile.json(recipe()));
  }

  private PolicyCheckpoint starting(DatasetHandle<StepExample> examples) {
    return StartingRewardModel.run(
        context,
        base(),
        config.head(),
        adapter(),
        examples.contentHash(),
        this::text,
        UpdatePolicy.folder(0));
  }

  private Optional<LoraSettings> adapter() {
    return Optional.ofNullable(config.policy().adapter());
  }

  private StepSource source(DatasetHandle<StepExample> examples) {
    return new StepSource(examples, config.evaluation().heldOut());
  }

  private PolicyCheckpoint trained() {
    DatasetHandle<StepExample> examples = examples();
    return trained(examples, starting(examples));
  }

  private PolicyCheckpoint trained(DatasetHandle<StepExample> examples, PolicyCheckpoint starting) {
    StepSource steps = source(examples);
    EvaluateProcessRewardModel.requireHeldOut(steps);
    return LastCheckpoint.of(
        context,
        TrainProcessRewardModel.run(context, starting, steps, config.processRewardModel()),
        config.checkpoints());
  }

  private EvaluateProcessRewardModel.Result judged(
      DatasetHandle<StepExample> examples, PolicyCheckpoint model) {
    return EvaluateProcessRewardModel.run(context, model, source(examples), config.evaluation());
  }

  private PublishedFolder saved(
      PolicyCheckpoint model, EvaluateProcessRewardModel.Result evaluation) {
    return FinishedRewardModel.run(context, model, evaluation.hash(), this::text);
  }
}
