package dev.vireo.algorithms.objective;

/** How the losses of tokens become one number. Counts are of tokens that the mask lets in. */
public enum LossType {
  /** Mean over sequences of the mean over their tokens (arXiv 2402.03300). */
  GRPO,
  /** Mean over the tokens of a micro-batch, then over micro-batches. */
  BNPO,
  /** Mean over the tokens of the whole update, over all shards (arXiv 2503.14476). */
  DAPO,
  /** Sum over tokens / (sequences x longest completion allowed) (arXiv 2503.20783). */
  DR_GRPO
}
