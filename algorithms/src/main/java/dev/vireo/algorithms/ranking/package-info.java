/**
 * Scores from comparisons: wins of each against each go in, a number for each comes out.
 *
 * <p>Must not import anything but the JDK.
 */
package dev.vireo.algorithms.ranking;
