package dev.vireo.algorithms.loss.reward;

import java.util.Locale;
import java.util.function.Function;

/** The losses of reward models. */
public enum RewardLossType {
  /** Bradley-Terry on the rewards of a pair. */
  BRADLEY_TERRY(s -> new BradleyTerry(s.margin(), s.centering()), true),
  /** OpenRLHF's log(1 + exp(r_r - r_c)), which is Bradley-Terry, and reads no margin. */
  LOG_EXP(s -> new BradleyTerry(false, 0), false),
  /** DeepSpeed-Chat's: Bradley-Terry at every token from the first that differs. */
  TOKEN_WISE(s -> new TokenWise(), false);

  private final transient Function<RewardLossSettings, PairFormula> formula;
  private final boolean readsMargin;

  RewardLossType(Function<RewardLossSettings, PairFormula> formula, boolean readsMargin) {
    this.formula = formula;
    this.readsMargin = readsMargin;
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

  PairFormula formula(RewardLossSettings settings) {
    return formula.apply(settings);
  }
}
