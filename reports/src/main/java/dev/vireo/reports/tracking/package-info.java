/**
 * A run's numbers where teams look at metrics: TensorBoard, MLflow, JSON lines, CSV.
 *
 * <p>Flows in: a run's history, as a whole or what one stage has just published. Flows out: event
 * files, text files and HTTP requests. {@link dev.vireo.reports.tracking.Tracker#catchUp} sends
 * what a tracker does not have yet, however much that is, so that a run that is followed and one
 * that is sent afterwards end up the same.
 *
 * <p>Must not import: Spark, a model, a stage, or a configuration's settings. The numbers of a run
 * come from its history only.
 */
package dev.vireo.reports.tracking;
