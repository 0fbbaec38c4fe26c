/**
 * What pipelines share: a run's settings, its stages as they are declared, and all that is asked of
 * a list of stages.
 *
 * <p>In: a settings record ({@link dev.vireo.pipelines.run.RunSettings}) that makes a {@link
 * dev.vireo.pipelines.run.Pipeline}: a list of {@link dev.vireo.pipelines.run.Stage stages}, each
 * with the settings and stages that it reads and the folders that it writes. Out: a run, a single
 * stage, a fork, what would be redone. Must not import a pipeline or the command line.
 */
package dev.vireo.pipelines.run;
