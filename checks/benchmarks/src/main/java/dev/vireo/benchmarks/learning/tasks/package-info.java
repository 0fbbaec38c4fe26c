/**
 * What the tasks of the learning benchmark need besides what Vireo has: the data of sorting, and
 * two types of rewards.
 *
 * <p>Flows in: a folder, or a completion. Flows out: files of JSON lines, or a reward. Must not
 * import: other packages of the benchmarks.
 */
package dev.vireo.benchmarks.learning.tasks;
