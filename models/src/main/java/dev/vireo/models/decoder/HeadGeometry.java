package dev.vireo.models.decoder;

import dev.vireo.models.architecture.ModelConfig;

/**
 * How one row of the joint projection splits into heads.
 *
 * <p>Letters: n groups of g sequences of t tokens each; h query heads in KV groups of r; head size
 * D. A row of the projection holds h + 2 KV heads: queries, keys, values. Keys and values are never
 * repeated: the r query heads that share a key head become rows of the same product.
 *
 * @param heads query heads h
 * @param keyValueHeads key and value heads KV
 * @param headDim D
 */
record HeadGeometry(int heads, int keyValueHeads, int headDim) {
  static HeadGeometry of(ModelConfig config) {
    return new HeadGeometry(config.heads(), config.keyValueHeads(), config.headDim());
  }

  /** r: query heads per key head. */
  int repeats() {
    return heads / keyValueHeads;
  }

  /** Heads of a row that are rotated: those of queries and keys. */
  int rotatedHeads() {
    return heads + keyValueHeads;
  }
}
