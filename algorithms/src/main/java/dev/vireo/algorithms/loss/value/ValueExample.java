package dev.vireo.algorithms.loss.value;

/**
 * What the loss knows of a completion besides the critic's values. Arrays are not copied.
 *
 * @param oldValues [S] those of the critic that the advantages were made with
 * @param returns [S] what the values are to become
 * @param counted [S] which states count in the loss; whatever is at the others is never looked at
 */
@SuppressWarnings("ArrayRecordComponent")
public record ValueExample(double[] oldValues, double[] returns, boolean[] counted) {}
