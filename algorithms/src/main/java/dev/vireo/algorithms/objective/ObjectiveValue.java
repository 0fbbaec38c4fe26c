package dev.vireo.algorithms.objective;

/**
 * A batch's part in the update's objective.
 *
 * @param loss its part of the loss, which is to be made small
 * @param gradient [B][T] the derivative of the loss by each log-probability; 0 where the mask
 *     leaves a token out. Not copied
 * @param metrics what happened on the way
 */
@SuppressWarnings("ArrayRecordComponent")
public record ObjectiveValue(double loss, double[][] gradient, ObjectiveMetrics metrics) {}
