package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.ranking.PairwiseScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Rewards of completions that are compared within their group, pair by pair. */
public final class GroupComparisons {
  private GroupComparisons() {}

  /** What the comparisons of a group come to. */
  public enum Score {
    /** The share of its comparisons that a completion won. */
    WIN_SHARE(PairwiseScores::winShares),
    /** Its log strength under Bradley and Terry's model. */
    BRADLEY_TERRY(PairwiseScores::bradleyTerry);

    private final transient Function<double[][], double[]> scores;

    Score(Function<double[][], double[]> scores) {
      this.scores = scores;
    }
  }

  /** Two completions of a chunk, by their place in it, in the order in which they are seen. */
  public record Pair(int first, int second) {}

  /** Every pair of different texts of a group, in both orders: whoever compares likes one place. */
  public static List<Pair> pairs(List<RewardInput> inputs) {
    List<Pair> pairs = new ArrayList<>();
    int begin = 0;
    for (List<RewardInput> group : RewardGroups.of(inputs)) {
      for (int i = 0; i < group.size(); i++) {
        for (int j = 0; j < group.size(); j++) {
          if (!group.get(i).completion().equals(group.get(j).completion())) {
            pairs.add(new Pair(begin + i, begin + j));
          }
        }
      }
      begin += group.size();
    }
    return pairs;
  }

  /**
   * The rewards of a chunk's completions.
   *
   * @param shares how much of each pair's comparison the first one won, from 0 to 1; NaN where
   *     there was no verdict
   */
  public static double[] rewards(List<RewardInput> inputs, Map<Pair, Double> shares, Score score) {
    double[] rewards = new double[inputs.size()];
    int begin = 0;
    for (List<RewardInput> group : RewardGroups.of(inputs)) {
      double[] scores = score.scores.apply(wins(group, begin, shares));
      System.arraycopy(scores, 0, rewards, begin, scores.length);
      begin += group.size();
    }
    return rewards;
  }

  /** A pair's result is the mean over its orders; orders that disagree are a tie. */
  private static double[][] wins(List<RewardInput> group, int begin, Map<Pair, Double> shares) {
    double[][] wins = new double[group.size()][group.size()];
    for (int i = 0; i < wins.length; i++) {
      for (int j = i + 1; j < wins.length; j++) {
        double share = 0.5;
        if (!group.get(i).completion().equals(group.get(j).completion())) {
          double asFirst = shares.get(new Pair(begin + i, begin + j));
          double asSecond = 1 - shares.get(new Pair(begin + j, begin + i));
          share =
              Double.isNaN(asFirst)
                  ? asSecond
                  : Double.isNaN(asSecond) ? asFirst : (asFirst + asSecond) / 2;
        }
        if (!Double.isNaN(share)) {
          wins[i][j] = share;
          wins[j][i] = 1 - share;
        }
      }
    }
    return wins;
  }
}
