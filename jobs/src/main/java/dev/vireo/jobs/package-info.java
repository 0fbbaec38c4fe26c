/**
 * The stages of a run, each folder an arrow of the flow: {@code data} (prompts, demonstrations,
 * preferences), {@code rollouts}, {@code scores} (log-probabilities), {@code rewards}, {@code
 * advantages}, training, {@code evaluation}; {@code policy} is what trained models are on disk.
 *
 * <p>A stage takes published datasets and gives a published dataset; what it needs besides is in
 * its {@link dev.vireo.jobs.runtime.StageContext} and its settings. Under all stages lies {@code
 * runtime}.
 */
package dev.vireo.jobs;
