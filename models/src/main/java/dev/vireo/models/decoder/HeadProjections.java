package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;

/**
 * Rotated queries and keys, and values, in the order of batched products; letters as in {@link
 * HeadGeometry}.
 *
 * @param queries [n KV, g, t r, D], scaled by 1 / sqrt(D)
 * @param keys [n KV g, t, D]
 * @param values [n KV g, t, D]
 */
record HeadProjections(NDArray queries, NDArray keys, NDArray values) {}
