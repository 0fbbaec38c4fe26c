/**
 * What is wrong with a run's learning signal, why, and what helps.
 *
 * <p>Flows in: the metrics of a run's iterations. Flows out: {@link
 * dev.vireo.reports.signals.Finding}, one for each signal that is bad, from the iteration on in
 * which it first was.
 *
 * <p>Must not import: Spark, a model or a stage; the numbers are in the metrics dataset.
 */
package dev.vireo.reports.signals;
