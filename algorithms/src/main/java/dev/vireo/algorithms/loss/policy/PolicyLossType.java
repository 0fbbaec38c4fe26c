package dev.vireo.algorithms.loss.policy;

import java.util.function.Function;

/** The policy losses by name, a line each: the formula for a token, and how tokens are added up. */
public enum PolicyLossType {
  /** Mean over sequences of the mean over their tokens (arXiv 2402.03300). */
  GRPO(Clipped::of, Aggregation.SEQUENCE_MEANS),
  /** Mean over the tokens of a micro-batch, then over micro-batches. */
  BNPO(Clipped::of, Aggregation.MICRO_BATCH_TOKENS),
  /** Mean over the tokens of the whole step, over all shards (arXiv 2503.14476). */
  DAPO(Clipped::of, Aggregation.STEP_TOKENS),
  /** Sum over tokens / (sequences x longest completion allowed) (arXiv 2503.20783). */
  DR_GRPO(Clipped::of, Aggregation.LONGEST_COMPLETION),
  /** Clipped ratios as weights of the log-probabilities (arXiv 2506.13585). */
  CISPO(Cispo::of, Aggregation.STEP_TOKENS),
  /** A soft gate instead of clipping (arXiv 2511.20347). */
  SAPO(Sapo::of, Aggregation.SEQUENCE_MEANS),
  /** Each sequence's loss times its length; made for sequence ratios (arXiv 2602.05261). */
  LUSPO(Clipped::of, Aggregation.SEQUENCE_SUMS),
  /** A smooth weight by the whole sequence's ratio (arXiv 2602.10693). */
  VESPO(Vespo::of, Aggregation.STEP_TOKENS);

  private final transient Function<PolicyLossSettings, PolicyFormula> formula;
  private final Aggregation aggregation;

  PolicyLossType(Function<PolicyLossSettings, PolicyFormula> formula, Aggregation aggregation) {
    this.formula = formula;
    this.aggregation = aggregation;
  }

  PolicyFormula formula(PolicyLossSettings settings) {
    return formula.apply(settings);
  }

  Aggregation aggregation() {
    return aggregation;
  }

  /**
   * Whether a sequence without its own loss has a part in the loss of others, so that it may not be
   * left out of its micro-batch.
   */
  public boolean dependsOnMicroBatches() {
    return aggregation == Aggregation.MICRO_BATCH_TOKENS;
  }
}
