/**
 * The stages in their order, what configures them, and the command line.
 *
 * <p>Flows in: YAML files and arguments. Flows out: run directories and lines for people. {@code
 * config} reads, {@code grpo} is the pipeline, {@code cli} has a class for each command, {@code
 * adjust}, {@code demo}, {@code doctor} and {@code plan} do the work of theirs. {@link
 * dev.vireo.pipelines.PipelineKind} lists the pipelines, {@link
 * dev.vireo.pipelines.SettingsReference} describes their settings. The work of each stage is in
 * {@code dev.vireo.jobs}.
 */
package dev.vireo.pipelines;
