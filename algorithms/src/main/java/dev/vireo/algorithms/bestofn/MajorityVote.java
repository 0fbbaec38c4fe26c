package dev.vireo.algorithms.bestofn;

/**
 * The answer that most of n completions give (self-consistency, Wang et al. 2022, arXiv
 * 2203.11171), over all subsets of size n of a group: unbiased for n up to the group's size.
 * Answers with equally many votes win with equal probability. A completion without an answer does
 * not vote; if none of those drawn votes, one of them is taken at random.
 */
public final class MajorityVote {

  /**
   * The largest group: beyond it the number of subsets exceeds what a double holds (C(1024, 512) is
   * 4.5e306).
   */
  public static final int LARGEST_GROUP = 1024;

  private MajorityVote() {}

  /**
   * The expected value of the answer that wins, for every n. The value of an answer is the mean of
   * the values of the completions that give it. With one vote it is the mean of all values.
   *
   * <p>Subsets are counted exactly: for each number of votes j, a polynomial over the answers
   * counts those where no answer has more than j votes, by how many answers have j. Takes O(G^3 log
   * G) at most.
   *
   * @param answers [G] which completions give the same answer: the same number from 0 on; negative
   *     for a completion without an answer
   * @param values [G] the value of each completion, such as 1 for a right answer
   * @return [G] the expectation for n = 1 to G
   */
  public static double[] curve(int[] answers, double[] values) {
    Ballot ballot = Ballot.of(answers, values);
    int size = answers.length;
    if (size > LARGEST_GROUP) {
      throw new IllegalArgumentException(
          "A vote among " + size + " completions: at most " + LARGEST_GROUP + " can be counted");
    }
    double[][] binomials = binomials(size);
    double[] sums = new double[size + 1];
    for (int n = 1; n <= ballot.abstentions(); n++) {
      sums[n] = binomials[ballot.abstentions()][n] * ballot.abstainedValue();
    }
    for (int votes = 1; votes <= ballot.mostVotes(); votes++) {
      Subsets subsets = new Subsets(size, votes, ballot, binomials);
      for (int n = votes; n <= size; n++) {
        sums[n] += subsets.meanValueOfWinners(n);
      }
    }
    double[] curve = new double[size];
    for (int n = 1; n <= size; n++) {
      curve[n - 1] = sums[n] / binomials[size][n];
    }
    return curve;
  }

  /** Pascal's triangle up to a group's size. */
  private static double[][] binomials(int size) {
    double[][] binomials = new double[size + 1][];
    for (int n = 0; n <= size; n++) {
      binomials[n] = new double[n + 1];
      binomials[n][0] = 1;
      binomials[n][n] = 1;
      for (int k = 1; k < n; k++) {
        binomials[n][k] = binomials[n - 1][k - 1] + binomials[n - 1][k];
      }
    }
    return binomials;
  }

  /**
   * The subsets in which the winners have exactly so many votes, answer by answer: {@code
   * ways[n][w]} counts those of n completions in which w answers have that many and none has more;
   * {@code values[n][w]} is the sum over them of the values of these answers.
   */
  private static final class Subsets {
    private final int votes;
    private final double[][] binomials;
    private double[][] ways;
    private double[][] values;

    Subsets(int size, int votes, Ballot ballot, double[][] binomials) {
      this.votes = votes;
      this.binomials = binomials;
      this.ways = empty(size, 0);
      this.values = empty(size, 0);
      for (int n = 0; n <= ballot.abstentions(); n++) {
        ways[n][0] = binomials[ballot.abstentions()][n];
      }
      int counted = ballot.abstentions();
      for (int answer = 0; answer < ballot.answers(); answer++) {
        counted = add(ballot.votes(answer), ballot.value(answer), counted);
      }
    }

    double meanValueOfWinners(int n) {
      double sum = 0;
      for (int winners = 1; winners < values[n].length; winners++) {
        sum += values[n][winners] / winners;
      }
      return sum;
    }

    /**
     * Counts an answer in.
     *
     * @param counted completions counted before
     * @return completions counted now
     */
    private int add(int given, double value, int counted) {
      int winners = ways[0].length - 1;
      double[][] nextWays = empty(ways.length - 1, winners + (given >= votes ? 1 : 0));
      double[][] nextValues = empty(ways.length - 1, nextWays[0].length - 1);
      for (int drawn = 0; drawn <= Math.min(given, votes); drawn++) {
        double choices = binomials[given][drawn];
        int wins = drawn == votes ? 1 : 0;
        for (int n = 0; n <= counted; n++) {
          for (int w = 0; w <= winners; w++) {
            double subsets = choices * ways[n][w];
            nextWays[n + drawn][w + wins] += subsets;
            nextValues[n + drawn][w + wins] += choices * values[n][w] + wins * subsets * value;
          }
        }
      }
      ways = nextWays;
      values = nextValues;
      return counted + given;
    }

    private static double[][] empty(int size, int winners) {
      return new double[size + 1][winners + 1];
    }
  }
}
