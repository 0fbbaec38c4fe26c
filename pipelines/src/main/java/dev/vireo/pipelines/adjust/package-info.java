/**
 * Reward adjustment of JSON lines, without Spark.
 *
 * <p>Flows in: lines, each an object with a group's rewards and perhaps its weights, bounds and
 * choice about ties. Flows out: the same lines, unchanged except for the adjusted rewards, the mean
 * and the variances after the last key; and a report for each line that is not such a group. A line
 * is read once, token by token, and copied as bytes; memory holds one line, regardless of the
 * length of the file.
 *
 * <p>Must not import: Spark or picocli.
 */
package dev.vireo.pipelines.adjust;
