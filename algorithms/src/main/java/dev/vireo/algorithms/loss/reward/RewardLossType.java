package dev.vireo.algorithms.loss.reward;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The losses of reward models. */
public enum RewardLossType {
  /** Bradley-Terry on the rewards of a pair. */
  BRADLEY_TERRY(s -> new BradleyTerry(s.margin(), s.centering()), true),
  /** OpenRLHF's log(1 + exp(r_r - r_c)), which is Bradley-Terry, and reads no margin. */
  LOG_EXP(s -> new BradleyTerry(false, 0), false),
  /** DeepSpeed-Chat's: Bradley-Terry at every token from the first that differs. */
  TOKEN_WISE(s -> new TokenWise(), false),
  /** Cross entropy of a model that reads both completions of a pair, in both orders. */
  PREFERENCE_MODEL(s -> new BothOrders(), false),
  /** Cross entropy of single completions that are good or bad. */
  LABELS(new Labels()),
  /** Squared distance from the ratings of single completions. */
  REGRESSION(new Regression());

  private final transient Function<RewardLossSettings, PairFormula> pairs;
  private final boolean readsMargin;
  private final transient RatingFormula single;

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
  public boolean isUnpaired() {
    return single != null;
  }

  /** Whether the model reads both completions of a pair at once. */
  public boolean comparesTwo() {
    return this == PREFERENCE_MODEL;
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

  /** The formula over pairs; empty if examples are single completions. */
  Optional<PairFormula> pairs(RewardLossSettings settings) {
    return Optional.ofNullable(pairs).map(formula -> formula.apply(settings));
  }

  /** The formula over single completions; empty if examples are pairs. */
  Optional<RatingFormula> single() {
    return Optional.ofNullable(single);
  }
}
