/**
 * A process beside this one that is asked questions: a line of JSON each way, with a time limit.
 *
 * <p>In: a program to start, then requests. Out: its replies, or how it ended and the last line it
 * printed. {@link dev.vireo.jobs.runtime.process.JsonProcess} serves users' reward functions and
 * the workers of torch.
 *
 * <p>Must not import Spark, or anything that knows what is asked.
 */
package dev.vireo.jobs.runtime.process;
