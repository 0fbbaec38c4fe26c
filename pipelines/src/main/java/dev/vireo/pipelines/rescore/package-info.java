/**
 * Rules to compare over a run's rollouts, and the run they are compared over.
 *
 * <p>Flows in: the record of a GRPO run, and a file of rules, each what a configuration of the run
 * would say in place of the run's own. Flows out: a configuration for every rule, the work of
 * {@code dev.vireo.jobs.rescore} on them, and its report as a table.
 *
 * <p>Must not import: a command. Nothing is written into the run but its folder {@code rescored}.
 */
package dev.vireo.pipelines.rescore;
