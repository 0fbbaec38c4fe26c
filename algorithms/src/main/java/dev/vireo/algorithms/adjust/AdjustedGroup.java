package dev.vireo.algorithms.adjust;

/**
 * One group after adjustment. All statistics are of the completions that have a reward; a group
 * without any has means and variances of NaN, and shares of 0.
 *
 * @param adjusted [G] adjusted rewards; NaN if there was no reward. Not copied
 * @param weights [G] the weights used, which sum to 1; 0 if there was no reward. Not copied
 * @param range the range used
 * @param mean weighted mean of the rewards, which the adjustment keeps
 * @param varianceBefore weighted variance of the rewards
 * @param varianceAfter weighted variance of the adjusted rewards
 * @param topShare (mean - lower) / (upper - lower): about the share of the group at the upper end
 * @param ternaryShare share of completions whose adjusted reward is one of the range's two ends
 * @param tieShare share of completions whose reward equals another's of the group, within the tie
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
