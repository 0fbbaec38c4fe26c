package dev.vireo.algorithms.adjust;

/**
 * Where in a run a group is.
 *
 * @param iteration from 1; 0 outside of a run
 * @param curve what rewards were worth in earlier iterations; {@link RewardCurve#NONE} if nothing
 *     is known
 */
public record RunPoint(int iteration, RewardCurve curve) {
  /** Outside of a run. */
  public static final RunPoint NONE = new RunPoint(0, RewardCurve.NONE);
}
