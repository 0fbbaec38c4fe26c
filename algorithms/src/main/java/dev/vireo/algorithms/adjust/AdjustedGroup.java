package dev.vireo.algorithms.adjust;

/**
 * A group after adjustment. All statistics cover the completions that have a reward; in a group
 * without any, means and variances are NaN, and shares are 0.
 *
 * @param adjusted [G] adjusted rewards; NaN for a completion without a reward. Not copied
 * @param weights [G] the weights used, which sum to 1; 0 for a completion without a reward. Not
 *     copied
 * @param range the range used
 * @param mean weighted mean of the rewards, which the adjustment preserves
 * @param varianceBefore weighted variance of the rewards
 * @param varianceAfter weighted variance of the adjusted rewards
 * @param topShare (mean - lower) / (upper - lower): approximate share of the group at the upper end
 * @param ternaryShare share of completions whose adjusted reward is at either end of the range
 * @param tieShare share of completions whose reward equals another's in the group, within the tie
 *     tolerance
 */
@SuppressWarnings("ArrayRecordComponent")
public record AdjustedGroup(
    double[] adjusted,
    double[] weights,
    RewardRange range,
    double mean,
    double varianceBefore,
    double varianceAfter,
    double topShare,
    double ternaryShare,
    double tieShare) {}
