/**
 * Mathematical answers: LaTeX read into expressions, exact numbers, and whether two answers are the
 * same.
 *
 * <p>Flows in: untrusted texts. Flows out: true or false. Everything is a function of the texts:
 * work is limited by counts of characters, nodes and bits, never by a clock. Nothing here is
 * executed, read from a file or kept between calls.
 *
 * <p>Must not import: Spark or another package of this project.
 */
package dev.vireo.jobs.rewards.functions.answers;
