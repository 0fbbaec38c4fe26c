package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;

/**
 * Keys and values of n groups of g sequences: the group's prompt once, and each sequence's own
 * tokens after it, in memory set aside for the longest completion and written in place. Attention
 * reads only the used part.
 *
 * <p>Not thread-safe: one sampling call's.
 */
public final class KeyValueCache implements AutoCloseable {
  private final Decoder decoder;
  private final NDManager manager;
  private final int capacity;
  private final NDArray[] prefixKeys;
  private final NDArray[] prefixValues;
  private final NDArray[] ownKeys;
  private final NDArray[] ownValues;
  private int[] lengths;
  private int groupSize;
  private NDArray prefixMask;
  private int used;

  /**
   * @param lengths of the prompts, one per group
   * @param groupSize sequences per prompt
   * @param capacity tokens that may be appended to each
   */
  KeyValueCache(Decoder decoder, int[] lengths, int groupSize, int capacity) {
    this.decoder = decoder;
    this.manager = decoder.manager().newSubManager();
    this.lengths = lengths.clone();
    this.groupSize = groupSize;
    this.capacity = capacity;
    int layers = decoder.layers();
    this.prefixKeys = new NDArray[layers];
    this.prefixValues = new NDArray[layers];
    this.ownKeys = new NDArray[layers];
    this.ownValues = new NDArray[layers];
  }

  /** Number of groups n; changes with {@link #select}. */
  public int groups() {
    return lengths.length;
  }

  /** Sequences per group g; changes with {@link #select}. */
  public int groupSize() {
    return groupSize;
  }

  /** Tokens appended so far to each sequence. */
  public int used() {
    return used;
  }

  /** Says that every layer has appended one token. */
  public void advance() {
    used++;
  }

  /**
   * Keeps some sequences, in a new arrangement of n' groups of g' (n' g' = groups.length).
   * Sequences that share a new group must have shared a prompt.
   *
   * @param groups the old group of each new sequence
   * @param samples the old place in that group
   * @param newGroupSize g'
   */
  public void select(int[] groups, int[] samples, int newGroupSize) {
    int keyValueHeads = decoder.geometry().keyValueHeads();
    int newGroups = groups.length / newGroupSize;
    long[] prefixIndex = new long[newGroups * keyValueHeads];
    long[] ownIndex = new long[groups.length * keyValueHeads];
    int[] newLengths = new int[newGroups];
    for (int group = 0; group < newGroups; group++) {
      int oldGroup = groups[group * newGroupSize];
      newLengths[group] = lengths[oldGroup];
      for (int head = 0; head < keyValueHeads; head++) {
        prefixIndex[group * keyValueHeads + head] = (long) oldGroup * keyValueHeads + head;
        for (int sample = 0; sample < newGroupSize; sample++) {
          int row = group * newGroupSize + sample;
          ownIndex[(group * keyValueHeads + head) * newGroupSize + sample] =
              ((long) oldGroup * keyValueHeads + head) * groupSize + samples[row];
        }
      }
    }
    NativeScope.run(
        () -> {
          NDArray prefixRows = NativeArrays.of(manager, prefixIndex);
          NDArray ownRows = NativeArrays.of(manager, ownIndex);
          for (int layer = 0; layer < prefixKeys.length; layer++) {
            prefixKeys[layer] = selected(prefixKeys[layer], prefixRows);
            prefixValues[layer] = selected(prefixValues[layer], prefixRows);
            ownKeys[layer] = selectedUsed(ownKeys[layer], ownRows);
            ownValues[layer] = selectedUsed(ownValues[layer], ownRows);
          }
        });
    lengths = newLengths;
    groupSize = newGroupSize;
    maskPrefixes();
  }

  /**
   * Takes over a layer's keys and values of the prompts, [n KV, P, D], and sets memory aside for
   * what follows.
   */
  void keepPrefix(int layer, NDArray keys, NDArray values) {
    prefixKeys[layer] = kept(keys.duplicate());
    prefixValues[layer] = kept(values.duplicate());
    long[] shape = keys.getShape().getShape();
    ownKeys[layer] = space(shape[0] * groupSize, shape[2]);
    ownValues[layer] = space(shape[0] * groupSize, shape[2]);
    if (layer == 0) {
      maskPrefixes();
    }
  }

  /** Writes the next token's keys and values, [n KV g, 1, D]. */
  void append(int layer, NDArray keys, NDArray values) {
    Autograd.write(ownKeys[layer], 1, used, used + 1L, keys);
    Autograd.write(ownValues[layer], 1, used, used + 1L, values);
  }

  /** Keys of the sequences' own tokens, the one just appended included: [n KV g, used + 1, D]. */
  NDArray keys(int layer) {
    return Autograd.slice(ownKeys[layer], 1, 0, used + 1L);
  }

  NDArray values(int layer) {
    return Autograd.slice(ownValues[layer], 1, 0, used + 1L);
  }

  ScaledDotProduct.Prefix prefix(int layer) {
    return new ScaledDotProduct.Prefix(prefixKeys[layer], prefixValues[layer], prefixMask);
  }

  int[] lengths() {
    return lengths;
  }

  @Override
  public void close() {
    manager.close();
  }

  private void maskPrefixes() {
    if (prefixMask != null) {
      prefixMask.close();
    }
    prefixMask = decoder.prefixMask(lengths, (int) prefixKeys[0].getShape().get(1));
    if (prefixMask != null) {
      prefixMask = kept(prefixMask);
    }
  }

  private NDArray selected(NDArray old, NDArray rows) {
    NDArray result = kept(Autograd.takeRows(old, rows));
    old.close();
    return result;
  }

  private NDArray selectedUsed(NDArray old, NDArray rows) {
    NDArray result = space(rows.size(), old.getShape().get(2));
    if (used > 0) {
      NDArray taken = Autograd.takeRows(Autograd.slice(old, 1, 0, used), rows);
      Autograd.write(result, 1, 0, used, taken);
    }
    old.close();
    return result;
  }

  private NDArray space(long sequences, long headSize) {
    return kept(manager.create(new Shape(sequences, capacity, headSize), DataType.FLOAT32));
  }

  private NDArray kept(NDArray array) {
    NDScope.unregister(array);
    array.attach(manager);
    return array;
  }
}
