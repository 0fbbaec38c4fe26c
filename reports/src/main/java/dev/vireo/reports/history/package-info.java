/**
 * What a run has on record, as numbers over time: metrics step by step, evaluations with intervals,
 * how long each stage took, and the configuration.
 *
 * <p>Flows in: a run directory, of any pipeline, finished or under way. Flows out: {@link
 * dev.vireo.reports.history.RunHistory}, which everything that shows a run as a whole reads.
 *
 * <p>Must not import: Spark, a model or a stage. It reads manifests and small datasets; rows of
 * completions are read elsewhere.
 */
package dev.vireo.reports.history;
