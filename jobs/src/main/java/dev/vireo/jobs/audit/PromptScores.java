package dev.vireo.jobs.audit;

import dev.vireo.algorithms.evaluation.PairCounts;
import dev.vireo.jobs.audit.GroupFeatures.Rewarded;
import java.io.Serializable;
import java.util.List;

/**
 * What a group adds to the sums of its prompt, as a flat row of numbers: intervals count prompts,
 * so the completions of a prompt are added up before anything is squared.
 *
 * @param models of each reward: within groups, and pooled
 */
record PromptScores(List<List<FittedEffects>> models) implements Serializable {

  /** Squares of the feature's deviations; the first of two kinds of models. */
  static final int SPREAD = 0;

  /** Feature times residual, alone. */
  static final int ALONE = 2;

  /** Feature times residual, together. */
  static final int TOGETHER = 4;

  static final int WINS = 6;
  static final int DECIDED = 7;
  static final int BETTER = 8;
  static final int REWARD_PAIRS = 9;
  static final int TIES = 10;
  private static final int PARTS = 11;
  private static final int FEATURES = GroupFeatures.FEATURES;

  /** How many numbers a reward has; the last is how many completions have it. */
  static final int WIDTH = PARTS * FEATURES + 1;

  /** The place of a number. */
  static int at(int reward, int part, int feature) {
    return reward * WIDTH + part * FEATURES + feature;
  }

  /** The place of the number of completions. */
  static int count(int reward) {
    return reward * WIDTH + WIDTH - 1;
  }

  /** The numbers of a group. */
  double[] of(GroupFeatures group) {
    double[] scores = new double[models.size() * WIDTH];
    for (int r = 0; r < models.size(); r++) {
      Rewarded rewarded = group.rewarded(r);
      if (rewarded.size() > 0) {
        scores[count(r)] = rewarded.size();
        add(scores, r, 0, rewarded.centered());
        add(scores, r, 1, rewarded);
        addPairs(scores, r, rewarded);
      }
    }
    return scores;
  }

  private void add(double[] scores, int reward, int kind, Rewarded group) {
    FittedEffects model = models.get(reward).get(kind);
    double[] features = new double[FEATURES];
    for (int i = 0; i < group.size(); i++) {
      for (int f = 0; f < FEATURES; f++) {
        features[f] = group.features()[f][i];
      }
      double residual = model.residual(features, group.rewards()[i]);
      for (int f = 0; f < FEATURES; f++) {
        double x = features[f] - model.means()[f];
        double y = group.rewards()[i] - model.means()[FEATURES];
        scores[at(reward, SPREAD + kind, f)] += x * x;
        scores[at(reward, ALONE + kind, f)] += x * (y - model.alone()[f] * x);
        scores[at(reward, TOGETHER + kind, f)] += x * residual;
      }
    }
  }

  private static void addPairs(double[] scores, int reward, Rewarded group) {
    for (int f = 0; f < FEATURES; f++) {
      PairCounts pairs = PairCounts.of(group.compared(f), group.rewards());
      scores[at(reward, WINS, f)] += pairs.wins();
      scores[at(reward, DECIDED, f)] += pairs.decided();
      scores[at(reward, TIES, f)] += pairs.rewardTies();
      scores[at(reward, BETTER, f)] += pairs.wins() + pairs.featureTies() / 2.0;
      scores[at(reward, REWARD_PAIRS, f)] += pairs.rewardPairs();
    }
  }
}
