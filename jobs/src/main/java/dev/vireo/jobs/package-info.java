/**
 * The stages of a run, one package each, on Spark: what goes in and comes out of each is a
 * published dataset or checkpoint of {@link dev.vireo.jobs.store}.
 *
 * <p>This package itself is empty. Stages must not import each other, nor anything of the pipelines
 * that put them in order.
 */
package dev.vireo.jobs;
