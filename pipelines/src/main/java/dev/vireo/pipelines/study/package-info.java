/**
 * Studies: what more completions of a prompt are worth, and where optimizing a proxy stops paying.
 *
 * <p>Flows in: {@link dev.vireo.pipelines.study.StudyConfig}. Flows out: a run directory with the
 * rollouts, their rewards, the curve of each prompt and the report; with the completions that
 * rejection sampling keeps, if that is asked for. Must not import: another pipeline.
 */
package dev.vireo.pipelines.study;
