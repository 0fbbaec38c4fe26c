/**
 * What whole stages cost beside the least that any program would have to do.
 *
 * <p>Flows in: sizes on the command line; the data is made at random, from a seed. Flows out: both
 * times and their ratio. Everything lies in a temporary folder that is deleted at the end.
 */
package dev.vireo.benchmarks.jobs;
