package dev.vireo.algorithms.adjust;

/**
 * A group's point in a run.
 *
 * @param iteration from 1; 0 outside of a run
 * @param curve the expected target given the reward, from earlier iterations; {@link
 *     RewardCurve#NONE} if unknown
 */
public record RunPoint(int iteration, RewardCurve curve) {
  /** Outside of a run. */
  public static final RunPoint NONE = new RunPoint(0, RewardCurve.NONE);
}
