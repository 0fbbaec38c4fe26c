package dev.vireo.algorithms.loss.preference;

/**
 * What XPO knows of a pair of which one completion is the policy's, the other the reference
 * policy's.
 *
 * @param pair what every loss over pairs knows
 * @param opponentChosen whether the reference policy's completion is the chosen one
 */
public record OpponentPair(PairExample pair, boolean opponentChosen) {}
