package dev.vireo.pipelines.grpo;

/** The stages of a run, in their order. */
public enum StageName {
  /** The policy the run starts from, fine-tuned, and the prompts in its tokens. */
  PREPARE,
  /** A reward model made of preferences, where one is asked for. */
  TRAIN_REWARD_MODEL,
  /** Completions of the iteration's prompts. */
  COLLECT_ROLLOUTS,
  /** Log-probabilities under the reference policy, where they are asked for. */
  SCORE_LOGPROBS,
  /** What the completions are worth. */
  SCORE_REWARDS,
  /** Variance increase, and advantages. */
  ADJUST_REWARDS,
  /** Optimizer steps. */
  UPDATE_POLICY,
  /** The new policy on held-out prompts. */
  EVALUATE_POLICY;

  /** Whether there is one of it in each iteration. */
  public boolean ofIteration() {
    return this != PREPARE && this != TRAIN_REWARD_MODEL;
  }
}
