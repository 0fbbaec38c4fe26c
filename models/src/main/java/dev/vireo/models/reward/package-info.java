/**
 * Reward models: decoders that give a sequence one score.
 *
 * <p>Flows in: the directory of a model that transformers calls {@code
 * ...ForSequenceClassification}, with a single label; token ids.
 *
 * <p>Flows out: one score per sequence.
 *
 * <p>Must not import: sampling, training, Spark.
 */
package dev.vireo.models.reward;
