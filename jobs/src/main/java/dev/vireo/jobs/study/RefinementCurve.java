package dev.vireo.jobs.study;

import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.algorithms.bestofn.PromptResamples;
import dev.vireo.jobs.study.CurveTable.Measure;
import dev.vireo.jobs.study.RefinedAnswers.Answers;
import dev.vireo.store.study.RefinementPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What improving answers is worth, beside plain sampling for as many tokens.
 *
 * @param refined the answers
 * @param answers [P] their rewards, of the prompts that count
 * @param table the same prompts' choices among completions that were sampled plainly
 * @param resamples of the prompts
 */
record RefinementCurve(
    RefinedAnswers refined, List<Answers> answers, CurveTable table, PromptResamples resamples) {

  private static final double NEARLY = 1e-9;

  private static final Interval NOT_MEASURED = new Interval(Double.NaN, Double.NaN, Double.NaN);

  /** A point for each round, of a single chain and of all of them. */
  List<RefinementPoint> points() {
    List<RefinementPoint> points = new ArrayList<>();
    for (int chains : refined.chains() == 1 ? List.of(1) : List.of(1, refined.chains())) {
      for (int round = 0; round <= refined.rounds().size(); round++) {
        points.add(point(round, chains));
      }
    }
    return points;
  }

  private RefinementPoint point(int round, int chains) {
    List<RefinedAnswers.Round> made = refined.rounds().subList(0, round);
    double share = (double) chains / refined.chains();
    double improving =
        share * made.stream().mapToDouble(each -> each.read() / each.rollouts().rows()).sum();
    double written =
        chains * table.tokens()
            + share
                * made.stream().mapToDouble(each -> each.written() / each.rollouts().rows()).sum();
    boolean all = chains == refined.chains();
    return new RefinementPoint(
        round,
        chains,
        promptTokens() + improving,
        written,
        rewards(each -> each.lastProxy(round, chains), each -> each.lastGold(round, chains)),
        rewards(each -> each.bestProxy(round, all), each -> each.bestGold(round, all)),
        parallel(written),
        parallel(written + improving));
  }

  /** Mean length of a prompt, which the chains begin with in common. */
  private double promptTokens() {
    RefinedAnswers.Round first = refined.rounds().get(0);
    return first.promptTokens() / first.rollouts().rows();
  }

  private RefinementPoint.Rewards rewards(
      ToDoubleFunction<Answers> proxy, ToDoubleFunction<Answers> gold) {
    return new RefinementPoint.Rewards(
        resamples.mean(answers.stream().mapToDouble(proxy).toArray()),
        resamples.mean(answers.stream().mapToDouble(gold).toArray()));
  }

  /** The choice among as many completions as the tokens are enough for. */
  private RefinementPoint.Parallel parallel(double tokens) {
    int n = (int) Math.max(1, Math.floor(tokens / table.tokens() + NEARLY));
    boolean sampled = n <= table.completions();
    return new RefinementPoint.Parallel(
        n,
        new RefinementPoint.Rewards(
            sampled ? resamples.mean(table.of(Measure.PROXY, n)) : NOT_MEASURED,
            sampled ? resamples.mean(table.of(Measure.GOLD, n)) : NOT_MEASURED));
  }
}
