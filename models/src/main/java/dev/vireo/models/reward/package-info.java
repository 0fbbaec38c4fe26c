/**
 * Reward models: decoders that give a sequence a score, or one for each of several labels.
 *
 * <p>Flows in: the directory of a model that transformers calls {@code
 * ...ForSequenceClassification}; token ids.
 *
 * <p>Flows out: one score per sequence, of the label that is asked for.
 *
 * <p>Must not import: sampling, training, Spark.
 */
package dev.vireo.models.reward;
