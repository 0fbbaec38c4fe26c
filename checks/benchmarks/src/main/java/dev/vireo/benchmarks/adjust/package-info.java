/**
 * How long the adjustment of one group takes.
 *
 * <p>What flows in: seeded random rewards and weights. What flows out: JMH's times per group. Must
 * not import Spark or DJL.
 */
package dev.vireo.benchmarks.adjust;
