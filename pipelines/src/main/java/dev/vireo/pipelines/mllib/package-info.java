/**
 * A linear reward model of preferences, by Spark MLlib.
 *
 * <p>In: {@link dev.vireo.pipelines.mllib.MllibSettings}. Out: a run directory with the preferences
 * and the model, which a reward of type {@code mllib} of another run names by {@code from}. Must
 * not import another pipeline.
 */
package dev.vireo.pipelines.mllib;
