package dev.vireo.algorithms.loss.reward;

import java.util.Locale;
import java.util.function.Function;

/** The losses of reward models. */
public enum RewardLossType {
  /** Bradley-Terry on the rewards of a pair. */
  BRADLEY_TERRY(s -> new BradleyTerry(s.margin(), s.centering()), true),
  /** OpenRLHF's form of it, which reads no margin. */
  LOG_EXP(s -> new LogExp(), false),
  /** DeepSpeed-Chat's: Bradley-Terry at every token from the first that differs. */
  TOKEN_WISE(s -> new TokenWise(), false),
  /** Cross entropy of single completions that are good or bad. */
  LABELS(new Labels()),
  /** Squared distance from the ratings of single completions. */
  REGRESSION(new Regression());

  private final transient Function<RewardLossSettings, PairFormula> pairs;
  private final boolean readsMargin;
  private final RatingFormula single;

  RewardLossType(Function<RewardLossSettings, PairFormula> pairs, boolean readsMargin) {
    this.pairs = pairs;
    this.readsMargin = readsMargin;
    this.single = null;
  }

  RewardLossType(RatingFormula single) {
    this.pairs = null;
    this.readsMargin = false;
    this.single = single;
  }

  /** Whether examples are single completions instead of pairs. */
  public boolean unpaired() {
    return single != null;
  }

  /** Whether it compares every token from the first that differs, instead of one reward each. */
  public boolean everyToken() {
    return this == TOKEN_WISE;
  }

  /** Whether it reads a margin, and centers rewards. */
  boolean readsMargin() {
    return readsMargin;
  }

  /** The name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  PairFormula pairs(RewardLossSettings settings) {
    return pairs.apply(settings);
  }

  RatingFormula single() {
    return single;
  }
}
