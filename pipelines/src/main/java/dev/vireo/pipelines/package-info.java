/**
 * The stages in their order, what configures them, and the command line.
 *
 * <p>In: YAML files and arguments. Out: run directories and lines for people. {@code config} reads,
 * {@code grpo} is the pipeline, {@code cli} has a class for each command, {@code adjust}, {@code
 * demo}, {@code doctor} and {@code plan} do what theirs need. {@link
 * dev.vireo.pipelines.PipelineKind} lists the pipelines, {@link
 * dev.vireo.pipelines.SettingsReference} describes their settings. What a stage does stands in
 * {@code dev.vireo.jobs}.
 */
package dev.vireo.pipelines;
