/**
 * A linear reward model trained on preferences by Spark MLlib.
 *
 * <p>Flows in: {@link dev.vireo.pipelines.mllib.MllibSettings}. Flows out: a run directory with the
 * preferences and the model, which a reward of type {@code mllib} of another run names by {@code
 * from}. Must not import: another pipeline.
 */
package dev.vireo.pipelines.mllib;
