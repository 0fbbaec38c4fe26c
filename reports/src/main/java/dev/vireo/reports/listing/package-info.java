/**
 * The runs below a directory, a summary of each: {@code vireo runs}.
 *
 * <p>Flows in: a directory, and {@link dev.vireo.reports.history.RunHistory} of the runs in it.
 * Flows out: {@link dev.vireo.reports.listing.RunSummary}.
 *
 * <p>Must not import: Spark, a model or a stage.
 */
package dev.vireo.reports.listing;
