package dev.vireo.models.decoder;

/**
 * The shape of groups of continuations with a prefix in common.
 *
 * @param lengths of the prefixes, one per group; not copied
 * @param prefixLength the longest of them, to which all are padded
 * @param groupSize continuations per prefix
 * @param length tokens per continuation, padding included
 */
public record PrefixShape(int[] lengths, int prefixLength, int groupSize, int length) {
  /** Number of prefixes. */
  public int groups() {
    return lengths.length;
  }
}
