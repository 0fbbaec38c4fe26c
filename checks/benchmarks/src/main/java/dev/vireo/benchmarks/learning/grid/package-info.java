/**
 * What is to be run.
 *
 * <p>Flows in: a grid's file and the catalogue that it names tasks, conditions and rules of. Flows
 * out: jobs, each a file of Vireo's configuration with settings on top. Must not import: other
 * packages of the benchmarks.
 */
package dev.vireo.benchmarks.learning.grid;
