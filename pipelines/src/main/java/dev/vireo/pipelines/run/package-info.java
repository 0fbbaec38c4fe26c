/**
 * What pipelines share: a run's settings, the declaration of its stages, and every question about a
 * list of stages.
 *
 * <p>Flows in: a settings record ({@link dev.vireo.pipelines.run.RunSettings}) that makes a {@link
 * dev.vireo.pipelines.run.Pipeline}: a list of {@link dev.vireo.pipelines.run.Stage stages}, each
 * with the settings and stages that it reads and the folders that it writes. Flows out: a run, a
 * single stage, a fork, what would be redone. Must not import: a pipeline or the command line.
 */
package dev.vireo.pipelines.run;
