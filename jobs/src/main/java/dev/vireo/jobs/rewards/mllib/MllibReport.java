package dev.vireo.jobs.rewards.mllib;

/**
 * What training a reward model came to. Accuracies are the shares of pairs whose chosen completion
 * scores higher, a tie counting half; NaN where there are no pairs.
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
