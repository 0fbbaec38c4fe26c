/**
 * Looking at runs of many completions.
 *
 * <p>Flows in: numbers of completions and tokens. Flows out: times and memory, on standard output.
 */
package dev.vireo.benchmarks.reports;
