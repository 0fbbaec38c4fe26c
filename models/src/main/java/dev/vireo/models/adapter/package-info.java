/**
 * Low-rank adapters (LoRA, arXiv 2106.09685): small trained matrices beside frozen ones.
 *
 * <p>Flows in: settings, or an adapter directory as PEFT writes it; a model's parameters.
 *
 * <p>Flows out: the adapter's parameters, matrices with the adapter added, an adapter directory.
 *
 * <p>Must not import: sampling, scoring, training, Spark.
 */
package dev.vireo.models.adapter;
