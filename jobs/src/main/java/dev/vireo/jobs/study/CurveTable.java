package dev.vireo.jobs.study;

import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.schemas.BestOfNPoint;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The curves of all prompts, in their order.
 *
 * @param prompts [P] ids of the prompts that count
 * @param left how many do not, because a completion lacks a reward
 * @param curves [P] of each prompt: by measure, for n from 1
 * @param totals [P] of each prompt: mean tokens of a completion, mean squares of both rewards
 */
record CurveTable(List<String> prompts, int left, List<double[][]> curves, List<double[]> totals) {

  /** What is measured for each n. */
  enum Measure {
    PROXY(BestOfNPoint::getProxy),
    GOLD(BestOfNPoint::getGold),
    WIN_RATE(BestOfNPoint::getWinRate),
    KL(BestOfNPoint::getKl),
    MAJORITY(BestOfNPoint::getMajority),
    WEIGHTED(BestOfNPoint::getWeighted);

    private final ToDoubleFunction<BestOfNPoint> value;

    Measure(ToDoubleFunction<BestOfNPoint> value) {
      this.value = value;
    }
  }

  private static final int TOKENS = 0;
  private static final int PROXY_SQUARE = 1;
  private static final int GOLD_SQUARE = 2;

  /**
   * Reads a dataset.
   *
   * @param counts whether a prompt counts, by its id
   */
  static CurveTable read(DatasetHandle<BestOfNCurve> dataset, Predicate<String> counts) {
    List<String> prompts = new ArrayList<>();
    List<double[][]> curves = new ArrayList<>();
    List<double[]> totals = new ArrayList<>();
    for (int chunk : dataset.chunks()) {
      for (BestOfNCurve row : dataset.read(chunk)) {
        if (!row.getPoints().isEmpty() && counts.test(row.getPromptId())) {
          prompts.add(row.getPromptId());
          curves.add(measures(row.getPoints()));
          totals.add(
              new double[] {row.getTokens(), row.getProxyMeanSquare(), row.getGoldMeanSquare()});
        }
      }
    }
    return new CurveTable(
        prompts, Math.toIntExact(dataset.rows()) - prompts.size(), curves, totals);
  }

  private static double[][] measures(List<BestOfNPoint> points) {
    double[][] measures = new double[Measure.values().length][];
    for (Measure measure : Measure.values()) {
      measures[measure.ordinal()] = points.stream().mapToDouble(measure.value).toArray();
    }
    return measures;
  }

  /** N. */
  int completions() {
    return curves.get(0)[0].length;
  }

  /** [P] a measure of each prompt. */
  double[] of(Measure measure, int n) {
    return curves.stream().mapToDouble(curve -> curve[measure.ordinal()][n - 1]).toArray();
  }

  /** Whether the measure was taken of all prompts. */
  boolean has(Measure measure) {
    return curves.stream().noneMatch(curve -> Double.isNaN(curve[measure.ordinal()][0]));
  }

  /** Mean length of a completion. */
  double tokens() {
    return total(TOKENS);
  }

  /** Standard deviation of the proxy reward over all completions; 1 if all are the same. */
  double proxyDeviation() {
    return deviation(Measure.PROXY, PROXY_SQUARE);
  }

  /** Standard deviation of the gold reward over all completions; 1 if all are the same. */
  double goldDeviation() {
    return deviation(Measure.GOLD, GOLD_SQUARE);
  }

  private double deviation(Measure measure, int square) {
    double mean = Arrays.stream(of(measure, 1)).average().orElse(0);
    double variance = total(square) - mean * mean;
    return variance > 0 ? Math.sqrt(variance) : 1;
  }

  private double total(int column) {
    return totals.stream().mapToDouble(total -> total[column]).average().orElse(0);
  }
}
