package dev.vireo.jobs.audit;

import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A group of completions as numbers.
 *
 * @param prompt the prompt's name
 * @param features [G][features] of each completion
 * @param rewards [rewards][G] the total first; NaN where there is none
 */
record GroupFeatures(String prompt, double[][] features, double[][] rewards)
    implements Serializable {

  /** How many features there are. */
  static final int FEATURES = TextFeature.ALL.size();

  /**
   * A group.
   *
   * @param names the reward functions looked at besides the total
   */
  static GroupFeatures of(Rollout rollout, Rewards scores, List<String> names) {
    List<Completion> completions = rollout.getCompletions();
    double[][] features = new double[completions.size()][];
    double[][] rewards = new double[1 + names.size()][completions.size()];
    for (int i = 0; i < features.length; i++) {
      Completion completion = completions.get(i);
      features[i] = TextFeature.allOf(completion.getText(), PolicyTokens.count(completion));
      CompletionReward reward = scores.getCompletions().get(i);
      rewards[0][i] = reward.getReward();
      Map<String, Double> values = reward.getValues();
      for (int r = 0; r < names.size(); r++) {
        rewards[r + 1][i] = values.getOrDefault(names.get(r), Double.NaN);
      }
    }
    return new GroupFeatures(rollout.getPromptId(), features, rewards);
  }

  /** Those of its completions that have a reward. */
  Rewarded rewarded(int reward) {
    int[] chosen =
        IntStream.range(0, features.length)
            .filter(i -> !Double.isNaN(rewards[reward][i]))
            .toArray();
    double[][] columns = new double[FEATURES][chosen.length];
    double[] values = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      values[i] = rewards[reward][chosen[i]];
      for (int f = 0; f < FEATURES; f++) {
        columns[f][i] = features[chosen[i]][f];
      }
    }
    return new Rewarded(columns, values);
  }

  /**
   * Completions that have a reward.
   *
   * @param features [features][n]
   * @param rewards [n]
   */
  record Rewarded(double[][] features, double[] rewards) {

    int size() {
      return rewards.length;
    }

    /** The same less the group's means; exactly 0 where all are equal. */
    Rewarded centered() {
      double[][] columns = new double[FEATURES][];
      for (int f = 0; f < FEATURES; f++) {
        columns[f] = centered(features[f]);
      }
      return new Rewarded(columns, centered(rewards));
    }

    private static double[] centered(double[] values) {
      double[] centered = new double[values.length];
      double sum = 0;
      for (double value : values) {
        sum += value - values[0];
      }
      for (int i = 0; i < values.length; i++) {
        centered[i] = values[i] - values[0] - sum / values.length;
      }
      return centered;
    }

    /** Whether each completion has any of a feature, as 1 or 0; of an amount, how much. */
    double[] compared(int feature) {
      return TextFeature.ALL.get(feature).isAmount() ? features[feature] : any(feature);
    }

    /** Whether each completion has any of a feature, as 1 or 0. */
    double[] any(int feature) {
      double[] any = new double[size()];
      for (int i = 0; i < any.length; i++) {
        any[i] = features[feature][i] > 0 ? 1 : 0;
      }
      return any;
    }
  }
}
