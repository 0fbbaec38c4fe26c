package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.loss.LogSpace;
import java.util.List;

/**
 * ORPO's odds ratio (arXiv 2403.07691, equations 4 and 7): -beta log sigmoid(log(odds_c / odds_r)),
 * with odds = p / (1 - p) and log p the mean over the completion's tokens. beta is the paper's
 * lambda.
 */
record OddsRatio(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double chosen = pair.chosenMean();
    double rejected = pair.rejectedMean();
    double x = logOddsRatio(pair);
    // d x / d l = 1 / (1 - p), and sigmoid(-x) = odds_r / (odds_r + odds_c). Multiplied out, so
    // that
    // p_c = 1 has its finite limit.
    double notChosen = -StrictMath.expm1(chosen);
    double notRejected = -StrictMath.expm1(rejected);
    double relative = StrictMath.exp(rejected - chosen);
    double both = relative * notChosen + notRejected;
    double byChosen = -beta * relative / both;
    double byRejected = beta * relative * notChosen / (both * notRejected);
    return PairTerm.of(
        -beta * LogSpace.logSigmoid(x),
        byChosen / pair.chosenLength(),
        byRejected / pair.rejectedLength());
  }

  @Override
  public boolean averaged() {
    return true;
  }

  @Override
  public List<Measure> measures(PairScores pair) {
    double x = logOddsRatio(pair);
    return List.of(
        new Measure("log_odds_ratio", LogSpace.logSigmoid(x), 1),
        new Measure("log_odds_chosen", x, 1));
  }

  private static double logOddsRatio(PairScores pair) {
    double chosen = pair.chosenMean();
    double rejected = pair.rejectedMean();
    return chosen - rejected - (LogSpace.log1mExp(chosen) - LogSpace.log1mExp(rejected));
  }
}
