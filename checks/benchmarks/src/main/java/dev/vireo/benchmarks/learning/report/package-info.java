/**
 * What cells come to.
 *
 * <p>Flows in: points of curves. Flows out: comparisons of each rule with the one that all are
 * compared with, as CSV, as tables in Markdown and as SVG; the same points always give the same
 * bytes. Must not import: Spark, or anything of Vireo's but how bad input is told, how plots are
 * drawn, and what a grid names.
 */
package dev.vireo.benchmarks.learning.report;
