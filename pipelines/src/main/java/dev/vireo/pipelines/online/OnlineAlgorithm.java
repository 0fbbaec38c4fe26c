package dev.vireo.pipelines.online;

/** Who a completion is compared with, and what is learned from that. */
public enum OnlineAlgorithm {
  /** The policy's completions with each other, by a loss over pairs. */
  DPO,
  /**
   * A completion of the policy with one of the reference policy, by a loss over pairs and XPO's.
   */
  XPO,
  /** A completion of the policy with one of the mixture of both, by Nash-MD's loss. */
  NASH_MD;

  /** Whether another than the policy completes prompts too. */
  boolean hasOpponent() {
    return this != DPO;
  }
}
