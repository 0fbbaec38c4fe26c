/**
 * Other rules over what a run has stored: rollouts and rewards in; for every rule the advantages
 * that it would have made, and a report that compares the rules, out. Nothing is sampled, nothing
 * is updated, and everything is written beside the run's own stages.
 *
 * <p>A rule goes through the run's own stages (score-rewards, adjust-rewards), and a gradient
 * through the trainer's, so that what is compared is what a run would do.
 *
 * <p>Must not import: rollouts' sampling, evaluation, or any kind of reward by itself.
 */
package dev.vireo.jobs.rescore;
