package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.BatchStepRewardFunction;
import dev.vireo.jobs.rewards.JudgingFunction;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.rewards.StepRewardFunction;
import dev.vireo.jobs.rewards.published.DatasetRewards;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The functions of a run's rewards, in the order of the rewards. */
final class ScoringFunctions implements Serializable {
  private final List<RewardSettings> rewards;

  /** Null if the value comes from columns or a dataset. */
  private final RewardFunction[] functions;

  /** Versions of the functions' providers. */
  private final int[] versions;

  private final boolean light;

  private ScoringFunctions(
      List<RewardSettings> rewards, RewardFunction[] functions, int[] versions, boolean light) {
    this.rewards = rewards;
    this.functions = functions;
    this.versions = versions;
    this.light = light;
  }

  /**
   * The functions of these rewards.
   *
   * @throws dev.vireo.algorithms.InputException if a type is unknown or an option is wrong
   */
  static ScoringFunctions of(List<RewardSettings> rewards) {
    RewardFunction[] functions = new RewardFunction[rewards.size()];
    int[] versions = new int[functions.length];
    boolean light = true;
    for (int i = 0; i < functions.length; i++) {
      RewardSettings reward = rewards.get(i);
      if (reward.isDataset()) {
        DatasetRewards.check(reward);
      } else if (!RewardFunctions.worksOnColumns(reward.type())) {
        RewardFunctionProvider<?> provider = RewardFunctions.provider(reward);
        functions[i] = RewardFunctions.create(reward, provider);
        checkLengthEffect(reward, functions[i]);
        versions[i] = provider.version();
        light &= provider.isLight();
      }
    }
    return new ScoringFunctions(rewards, functions, versions, light);
  }

  private static void checkLengthEffect(RewardSettings reward, RewardFunction function) {
    if (function instanceof StepRewardFunction && reward.lengthEffect() != null) {
      throw reward.failure(": ", "length-effect is for rewards of whole completions", null);
    }
    if (function instanceof StepRewardFunction && reward.normalize() != null) {
      throw reward.failure(": ", "normalize is for rewards of whole completions", null);
    }
  }

  /** The same functions, of which those that ask judges keep the answers in a folder. */
  ScoringFunctions keepingAnswersIn(RunDirectory folder) {
    RewardFunction[] keeping = functions.clone();
    for (int i = 0; i < keeping.length; i++) {
      if (keeping[i] instanceof JudgingFunction function) {
        keeping[i] = function.keepingAnswersIn(folder);
      }
    }
    return new ScoringFunctions(rewards, keeping, versions, light);
  }

  /** One of the functions alone. */
  ScoringFunctions only(int reward) {
    return new ScoringFunctions(
        List.of(rewards.get(reward)),
        new RewardFunction[] {functions[reward]},
        new int[] {versions[reward]},
        light);
  }

  /** Whether a judge is asked. */
  boolean asksJudges() {
    return Arrays.stream(functions).anyMatch(JudgingFunction.class::isInstance);
  }

  /** The answers of judges that are kept about a chunk's completions. */
  List<Verdict> verdicts(List<RewardInput> completions, int iteration) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < functions.length; i++) {
      if (functions[i] instanceof JudgingFunction function) {
        for (Verdict verdict : function.verdicts(completions)) {
          verdict.setReward(rewards.get(i).name());
          verdict.setIteration(iteration);
          verdicts.add(verdict);
        }
      }
    }
    return verdicts;
  }

  /** The function of a reward; null if its value comes from columns or a dataset. */
  RewardFunction of(int reward) {
    return functions[reward];
  }

  boolean isLight() {
    return light;
  }

  boolean isRepeatable() {
    return Arrays.stream(functions).allMatch(each -> each == null || each.isRepeatable());
  }

  boolean takesBatches() {
    return Arrays.stream(functions).anyMatch(BatchRewardFunction.class::isInstance);
  }

  /** Whether a reward with a weight judges steps. */
  boolean judgesSteps() {
    for (int i = 0; i < functions.length; i++) {
      if (functions[i] instanceof StepRewardFunction && rewards.get(i).weight() != 0) {
        return true;
      }
    }
    return false;
  }

  void checkServers() {
    for (int i = 0; i < functions.length; i++) {
      if (functions[i] != null) {
        FunctionCalls.checkServers(functions[i], rewards.get(i));
      }
    }
  }

  /** Checks that the prompts have what functions cannot do without. */
  void checkAttributes(Collection<String> there) {
    for (int i = 0; i < functions.length; i++) {
      RewardSettings reward = rewards.get(i);
      if (functions[i] != null) {
        require(reward, "needs", functions[i].neededColumns(), there);
      }
      if (reward.normalize() != null) {
        require(reward, "is normalized by", reward.normalize().columns(), there);
      }
    }
  }

  private static void require(
      RewardSettings reward, String why, List<String> columns, Collection<String> there) {
    for (String column : columns) {
      if (!there.contains(column)) {
        throw reward.failure(
            ": ",
            "it %s '%s', which no prompt has: list the column in prompts.attribute-columns"
                .formatted(why, column),
            null);
      }
    }
  }

  Map<String, Object> identity(Configuration configuration) {
    return RewardIdentity.of(rewards, functions, versions, configuration);
  }

  /** For each completion what the functions that take many at once say of it, in their order. */
  List<BatchValues> batchValues(List<RewardInput> completions, ChunkLog log) {
    List<double[]> columns = new ArrayList<>();
    List<List<List<StepReward>>> steps = new ArrayList<>();
    for (int i = 0; i < functions.length; i++) {
      if (functions[i] instanceof BatchRewardFunction function) {
        columns.add(
            FunctionCalls.values(function, rewards.get(i), completions, log.of(rewards.get(i), 0)));
      } else if (functions[i] instanceof BatchStepRewardFunction function) {
        steps.add(FunctionCalls.batchSteps(function, rewards.get(i), completions));
      }
    }
    List<BatchValues> values = new ArrayList<>(completions.size());
    for (int row = 0; row < completions.size(); row++) {
      int completion = row;
      values.add(
          new BatchValues(
              columns.stream().mapToDouble(column -> column[completion]).toArray(),
              steps.stream().map(column -> column.get(completion)).toList()));
    }
    return values;
  }
}
