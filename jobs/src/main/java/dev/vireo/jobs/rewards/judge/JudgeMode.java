package dev.vireo.jobs.rewards.judge;

/** What a judge is asked. */
public enum JudgeMode {
  /** A grade for each completion. */
  GRADE,
  /** Which of two completions of a group is better; the reward is the share of pairs it won. */
  WIN_SHARE,
  /** The same; the reward is its log strength under Bradley and Terry's model. */
  BRADLEY_TERRY
}
