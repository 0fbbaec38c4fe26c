/**
 * Rollouts of the next iteration beside the update of this one.
 *
 * <p>Flows in: how long a server takes to answer, and the slots. Flows out: times of iterations, on
 * standard output.
 */
package dev.vireo.benchmarks.overlap;
