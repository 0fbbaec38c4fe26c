package dev.vireo.jobs.audit;

import dev.vireo.algorithms.evaluation.ClusteredErrors;
import dev.vireo.algorithms.evaluation.ClusteredShare;
import java.io.Serializable;
import java.util.Arrays;

/** Sums over prompts of what is needed for intervals of one reward's effects. */
final class ScoreTotals implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int FEATURES = GroupFeatures.FEATURES;
  private static final int KINDS = 2;

  private final int reward;
  private long prompts;
  private final long[][] differing = new long[KINDS][FEATURES];
  private final double[][] spread = new double[KINDS][FEATURES];
  private final double[][] spreadSquares = new double[KINDS][FEATURES];
  private final double[][] alone = new double[KINDS][FEATURES];
  private final double[][][] together = new double[KINDS][FEATURES][FEATURES];
  private final ClusteredShare[] wins = new ClusteredShare[FEATURES];
  private final ClusteredShare[] better = new ClusteredShare[FEATURES];
  private final double[] ties = new double[FEATURES];

  /**
   * The sums of no prompt.
   *
   * @param reward its place among the rewards
   */
  ScoreTotals(int reward) {
    this.reward = reward;
    Arrays.fill(wins, ClusteredShare.NONE);
    Arrays.fill(better, ClusteredShare.NONE);
  }

  /** Adds a prompt. */
  void add(double[] scores) {
    if (scores[PromptScores.count(reward)] == 0) {
      return;
    }
    prompts++;
    for (int f = 0; f < FEATURES; f++) {
      for (int kind = 0; kind < KINDS; kind++) {
        double size = at(scores, PromptScores.SPREAD + kind, f);
        double score = at(scores, PromptScores.ALONE + kind, f);
        differing[kind][f] += size > 0 ? 1 : 0;
        spread[kind][f] += size;
        spreadSquares[kind][f] += size * size;
        alone[kind][f] += score * score;
        double held = at(scores, PromptScores.TOGETHER + kind, f);
        for (int other = 0; other < FEATURES; other++) {
          together[kind][f][other] += held * at(scores, PromptScores.TOGETHER + kind, other);
        }
      }
      wins[f] =
          wins[f].plusCluster(
              at(scores, PromptScores.WINS, f), at(scores, PromptScores.DECIDED, f));
      better[f] =
          better[f].plusCluster(
              at(scores, PromptScores.BETTER, f), at(scores, PromptScores.REWARD_PAIRS, f));
      ties[f] += at(scores, PromptScores.TIES, f);
    }
  }

  private double at(double[] scores, int part, int feature) {
    return scores[PromptScores.at(reward, part, feature)];
  }

  /** Adds more prompts. */
  void add(ScoreTotals more) {
    prompts += more.prompts;
    for (int f = 0; f < FEATURES; f++) {
      for (int kind = 0; kind < KINDS; kind++) {
        differing[kind][f] += more.differing[kind][f];
        spread[kind][f] += more.spread[kind][f];
        spreadSquares[kind][f] += more.spreadSquares[kind][f];
        alone[kind][f] += more.alone[kind][f];
        for (int other = 0; other < FEATURES; other++) {
          together[kind][f][other] += more.together[kind][f][other];
        }
      }
      wins[f] = wins[f].plus(more.wins[f]);
      better[f] = better[f].plus(more.better[f]);
      ties[f] += more.ties[f];
    }
  }

  /** Prompts of which a completion has the reward. */
  long prompts() {
    return prompts;
  }

  /** Prompts whose completions differ in a feature. */
  long differing(int feature) {
    return differing[0][feature];
  }

  /** How many prompts of equal weight would say as much of a feature's effect. */
  double effectivePrompts(int kind, int feature) {
    return ClusteredErrors.effectiveClusters(spread[kind][feature], spreadSquares[kind][feature]);
  }

  /** Standard error of a feature's effect alone. */
  double errorAlone(int kind, int feature, FittedEffects model) {
    double[][] inverse = {{1 / model.factor().product(feature, feature)}};
    double[][] scores = {{alone[kind][feature]}};
    return ClusteredErrors.of(inverse, scores, prompts, model.factor().rows(), model.parameters(1))[
        0];
  }

  /** Standard errors of all effects together, in the order of the model's features. */
  double[] errorsTogether(int kind, FittedEffects model) {
    int[] features = model.together();
    double[][] scores = new double[features.length][features.length];
    for (int i = 0; i < features.length; i++) {
      for (int j = 0; j < features.length; j++) {
        scores[i][j] = together[kind][features[i]][features[j]];
      }
    }
    return ClusteredErrors.of(
        model.factor().columns(features).inverseProducts(),
        scores,
        prompts,
        model.factor().rows(),
        model.parameters(features.length));
  }

  ClusteredShare wins(int feature) {
    return wins[feature];
  }

  ClusteredShare better(int feature) {
    return better[feature];
  }

  long ties(int feature) {
    return (long) ties[feature];
  }
}
