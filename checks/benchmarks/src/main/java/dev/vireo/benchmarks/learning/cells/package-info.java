/**
 * Runs cells, a few at a time, each process one after the other.
 *
 * <p>Flows in: jobs. Flows out: the points of each cell's curve, in a file of the cell's folder; a
 * cell whose file is there is not run again. Must not import: {@code report}, but for points and
 * their file.
 */
package dev.vireo.benchmarks.learning.cells;
