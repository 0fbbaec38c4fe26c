/**
 * What a run tells the person who waits for it, or the machine that does.
 *
 * <p>In: stages starting, advancing and finishing, with their numbers. Out: a live line on a
 * terminal, one line a stage in a log, or JSON lines. Must not import stages, the store or Spark;
 * nothing that is shown here is ever read back.
 */
package dev.vireo.jobs.runtime.progress;
