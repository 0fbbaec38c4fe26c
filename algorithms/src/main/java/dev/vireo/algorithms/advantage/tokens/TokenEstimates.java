package dev.vireo.algorithms.advantage.tokens;

/**
 * What the states of a completion are estimated at. Arrays are not copied; tokens that the policy
 * did not write have 0 in both.
 *
 * @param advantages [S] how much better than its value each state turned out
 * @param returns [S] what a critic is to learn: advantage and value together
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenEstimates(double[] advantages, double[] returns) {}
