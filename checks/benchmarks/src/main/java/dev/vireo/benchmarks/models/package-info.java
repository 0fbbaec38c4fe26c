/**
 * How fast tokens are generated and trained, and what share of the processor's
 * matrix-multiplication rate that is.
 *
 * <p>Flows in: a shape by name on the command line. Flows out: one line of figures per measurement.
 */
package dev.vireo.benchmarks.models;
