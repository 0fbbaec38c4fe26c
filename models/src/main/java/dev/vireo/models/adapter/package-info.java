/**
 * Low-rank adapters (LoRA, arXiv 2106.09685): a few trained numbers beside frozen matrices.
 *
 * <p>Flows in: settings, or an adapter directory as PEFT writes it; a model's parameters.
 *
 * <p>Flows out: the adapter's parameters as one flat array, matrices with the adapter added, an
 * adapter directory.
 *
 * <p>Must not import: sampling, scoring, training, Spark.
 */
package dev.vireo.models.adapter;
