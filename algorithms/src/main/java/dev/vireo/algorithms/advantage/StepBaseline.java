package dev.vireo.algorithms.advantage;

/** What the rewards of steps are compared with, and divided by the spread of. */
public enum StepBaseline {
  /**
   * All steps of the group (DeepSeekMath). Where most steps are wrong a step that is right stands
   * out, but to write another step then costs more than to stop, and the policy learns to stop.
   */
  GROUP,
  /**
   * The steps at the same place of the group's completions, as turns are compared in MT-GRPO (arXiv
   * 2505.11821): a step adds nothing on average, so to stop early gains nothing.
   */
  PLACE
}
