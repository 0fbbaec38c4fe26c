/**
 * Reward adjustment of JSON lines, without Spark.
 *
 * <p>In: lines, each an object with a group's rewards and perhaps its weights, bounds and choice
 * about ties. Out: the same lines, unchanged but for the adjusted rewards, the mean and the
 * variances behind the last key; and a report for each line that is no such group. A line is read
 * once, token by token, and copied as bytes; memory holds one line, however long the file.
 *
 * <p>Must not import Spark or picocli.
 */
package dev.vireo.pipelines.adjust;
