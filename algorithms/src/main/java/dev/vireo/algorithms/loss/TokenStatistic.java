package dev.vireo.algorithms.loss;

/**
 * What a metric may want to know of the distribution that a given token was drawn from. It costs a
 * pass over the logits, and no gradient flows through it.
 */
public enum TokenStatistic {
  /** Entropy, in nats. */
  ENTROPY,
  /** Mean of the logits over the vocabulary, before the softmax. */
  MEAN_LOGIT,
  /** 1 if the given token is the most likely one, else 0. */
  MOST_LIKELY
}
