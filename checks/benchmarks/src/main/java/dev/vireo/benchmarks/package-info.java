/**
 * Measurements: what is fast, what is not, and compared with what. {@code checks/benchmarks/run}
 * lists and runs them. Nothing here is a test, and nothing else may import it.
 */
package dev.vireo.benchmarks;
