/**
 * Scores from comparisons: wins for each ordered pair flow in, a score for each item flows out.
 *
 * <p>Must not import anything but the JDK.
 */
package dev.vireo.algorithms.ranking;
