package dev.vireo.jobs.rewards.mllib;

/**
 * The result of training a reward model. Accuracies are the shares of pairs whose chosen completion
 * scores higher, a tie counting half; NaN if there are no pairs.
 *
 * @param directory the saved pipeline
 * @param trainPairs pairs it was trained on
 * @param trainAccuracy on those
 * @param heldOutPairs pairs of other prompts
 * @param heldOutAccuracy on those
 */
public record MllibReport(
    String directory,
    long trainPairs,
    double trainAccuracy,
    long heldOutPairs,
    double heldOutAccuracy) {}
