/**
 * Whether an adjustment of rewards speeds training up: runs of Vireo that differ by the adjustment
 * alone, over tasks, conditions and seeds, and what the differences come to.
 *
 * <p>Flows in: a grid of cells in a file ({@code grid}), and the data of the tasks ({@code tasks}).
 * Flows out: the points of each cell's held-out curve ({@code cells}), and tables and pictures of
 * them ({@code report}). Must not be imported by other benchmarks.
 */
package dev.vireo.benchmarks.learning;
