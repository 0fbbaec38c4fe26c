package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.steps.ProcessRewardRecipe;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.BatchStepRewardFunction;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The probability that a Hugging Face model {@code ...ForTokenClassification} gives each step of a
 * completion of being right, read at the end of the step; or one number made of these.
 *
 * <p>Steps become tokens as in training: as the recipe of the model's directory says, or as in
 * TRL's PRMTrainer where there is none. Options that contradict the recipe are refused.
 */
public final class ProcessRewardModel implements RewardFunctionProvider<ProcessRewardModelOptions> {

  private record OfSteps(StepJudge judge) implements BatchStepRewardFunction {
    @Override
    public List<List<StepReward>> stepsOf(List<RewardInput> inputs) {
      return judge.steps(inputs);
    }

    @Override
    public Map<String, Object> identity(Map<String, Object> options) {
      return judge.version().identity(options);
    }
  }

  private record OfCompletion(StepJudge judge, Aggregate aggregate) implements BatchRewardFunction {
    @Override
    public double[] rewards(List<RewardInput> inputs) {
      return judge.steps(inputs).stream().mapToDouble(aggregate::of).toArray();
    }

    @Override
    public Map<String, Object> identity(Map<String, Object> options) {
      return judge.version().identity(options);
    }
  }

  @Override
  public String type() {
    return "process-reward-model";
  }

  @Override
  public ProcessRewardModelOptions defaults() {
    return ProcessRewardModelOptions.defaults();
  }

  @Override
  public RewardFunction create(ProcessRewardModelOptions options) {
    StepJudge judge =
        judge(RewardModelDirectory.of(RewardOptions.needed("path", options.path())), options);
    return options.aggregate() == Aggregate.NONE
        ? new OfSteps(judge)
        : new OfCompletion(judge, options.aggregate());
  }

  static StepJudge judge(RewardModelDirectory place, ProcessRewardModelOptions options) {
    OpenedModel directory = OpenedModel.open(place, Head.Kind.TOKEN);
    Optional<ProcessRewardRecipe> recipe = ProcessRewardRecipe.find(place.path());
    recipe.ifPresent(found -> requireFollowed(directory, found, options));
    return new StepJudge(
        directory.version(),
        new ScoredText(options.promptColumn(), null, ChatSettings.defaults()),
        recipe.orElseGet(() -> ofTrl(directory, options)),
        options.maxTokens() == null ? Integer.MAX_VALUE : options.maxTokens(),
        options.tooLong(),
        Math.min(options.tokensPerBatch(), 1 << 30));
  }

  /** What TRL's PRMTrainer does where nothing else is said. */
  private static ProcessRewardRecipe ofTrl(
      OpenedModel directory, ProcessRewardModelOptions options) {
    int label =
        options.label() == null
            ? ProcessRewardRecipe.RIGHT
            : SequenceClassifier.label(options.label(), directory.labels());
    if (label >= directory.labels().size()) {
      throw new InputException(
          "the model has one label, %s: use a model with two".formatted(directory.labels()));
    }
    try (Tokenizer tokenizer = directory.tokenizer()) {
      return new ProcessRewardRecipe(
          options.separator() == null ? "\n" : options.separator(),
          label,
          tokenizer.namedBeginning().isPresent()
              ? Integer.valueOf(tokenizer.namedBeginning().getAsInt())
              : null,
          0,
          0,
          directory.config().contextLength());
    }
  }

  private static void requireFollowed(
      OpenedModel directory, ProcessRewardRecipe recipe, ProcessRewardModelOptions options) {
    Path path = directory.path();
    if (options.separator() != null && !options.separator().equals(recipe.separator())) {
      throw FollowedRecipe.wrong(
          path,
          "steps that end with %s".formatted(quoted(recipe.separator())),
          "remove option 'separator'");
    }
    if (options.label() != null
        && SequenceClassifier.label(options.label(), directory.labels())
            != recipe.positiveLabel()) {
      throw FollowedRecipe.wrong(
          path,
          "label %d for right steps".formatted(recipe.positiveLabel()),
          "remove option 'label'");
    }
    if (options.maxTokens() != null && options.maxTokens() > recipe.maxTokens()) {
      throw FollowedRecipe.tooLong(path, recipe.maxTokens(), options.maxTokens());
    }
  }

  private static String quoted(String separator) {
    return "'" + separator.replace("\n", "\\n").replace("\t", "\\t") + "'";
  }
}
