package dev.vireo.jobs.advantages;

/** What happens to rewards before they become advantages. */
public enum Algorithm {
  /** Nothing: plain group-relative policy optimization (arXiv 2402.03300). */
  GRPO,
  /** Their variance is increased first (arXiv 2505.23247). */
  GRPOVI
}
