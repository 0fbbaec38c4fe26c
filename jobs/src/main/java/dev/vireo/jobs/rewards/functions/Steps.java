package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.text.TextStep;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.rewards.StepRewardFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cuts a completion into steps at a separator, and has each judged by a reward of another type, as
 * if it were a completion by itself.
 */
public final class Steps implements RewardFunctionProvider<StepsOptions> {
  @Override
  public String type() {
    return "steps";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public StepsOptions defaults() {
    return StepsOptions.defaults();
  }

  @Override
  public RewardFunction create(StepsOptions options) {
    RewardSettings judge = RewardSettings.of(options.judge(), options.judgeOptions());
    if (judge.isDataset() || RewardFunctions.worksOnColumns(judge.type())) {
      throw unfit(judge);
    }
    RewardFunction function = RewardFunctions.create(judge, RewardFunctions.provider(judge));
    if (function instanceof BatchRewardFunction || function instanceof StepRewardFunction) {
      throw unfit(judge);
    }
    return new Judged(options, function);
  }

  private static InputException unfit(RewardSettings judge) {
    return new InputException(
        "option 'judge' is '%s': a step is judged by a reward that looks at one text alone, such as exact-match, numeric-answer or regular-expression"
            .formatted(judge.type()));
  }

  private record Judged(StepsOptions options, RewardFunction judge) implements StepRewardFunction {

    @Override
    public List<StepReward> steps(RewardInput input) {
      List<String> references = references(input);
      List<StepReward> steps = new ArrayList<>();
      for (TextStep step : TextStep.of(input.completion(), options.separator())) {
        RewardInput alone = alone(input, step.text(), references, steps.size());
        steps.add(new StepReward(step.end(), judge.reward(alone)));
      }
      return steps;
    }

    /** A step beyond the last reference step has none, and so no reward of judges that need it. */
    private static RewardInput alone(
        RewardInput input, String step, List<String> references, int place) {
      return input.withCompletion(
          step, place < references.size() ? Optional.of(references.get(place)) : Optional.empty());
    }

    private List<String> references(RewardInput input) {
      Optional<String> reference = options.answers() == null ? input.answer() : column(input);
      return reference
          .map(text -> List.of(text.split(Pattern.quote(options.separator()))))
          .orElse(List.of());
    }

    /** A name that no prompt knows would leave every step without a reward. */
    private Optional<String> column(RewardInput input) {
      String value = input.attributes().get(options.answers());
      if (value == null) {
        throw new InputException(
            "option 'answers' is '%s', but the prompt has no value under it; name the column in prompts.attribute-columns, and give each prompt a value"
                .formatted(options.answers()));
      }
      return Optional.of(value);
    }

    @Override
    public Map<String, Object> identity(Map<String, Object> given) {
      Map<String, Object> identity = new LinkedHashMap<>(given);
      identity.put("judge-options", judge.identity(options.judgeOptions()));
      return identity;
    }
  }
}
