package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.util.Arrays;

/**
 * Keys and values of n groups of g sequences, in memory set aside for the longest completion and
 * written in place. Attention reads only the used part.
 *
 * <p>Long prompts are kept once per group, and the group's queries meet them together. Short ones,
 * and those of sequences that have lost their group, are kept in front of each sequence's own
 * tokens: then g is 1, and a step makes fewer calls.
 *
 * <p>Not thread-safe: one sampling call's.
 */
public final class KeyValueCache implements AutoCloseable {
  /** Prompts up to this length are cheaper to copy than to keep apart. */
  private static final int SHORT_PROMPT = 64;

  private final Decoder decoder;
  private final NDManager manager;
  private final int prompts;
  private final int promptLength;
  private final int capacity;
  private final LayerCache[] layers;
  private int[] lengths;
  private int groupSize;
  private boolean shared;
  private NDArray promptMask;
  private int used;

  /**
   * @param lengths of the prompts
   * @param samples sequences per prompt
   * @param capacity tokens that may be appended to each
   */
  KeyValueCache(Decoder decoder, int[] lengths, int samples, int capacity) {
    this.decoder = decoder;
    this.manager = decoder.manager().newSubManager();
    this.prompts = lengths.length;
    this.promptLength = Arrays.stream(lengths).max().orElseThrow();
    this.capacity = capacity;
    this.layers = new LayerCache[decoder.layers()];
    this.shared = samples > 1 && promptLength > SHORT_PROMPT;
    this.groupSize = shared ? samples : 1;
    this.lengths = new int[shared ? prompts : prompts * samples];
    for (int group = 0; group < this.lengths.length; group++) {
      this.lengths[group] = lengths[shared ? group : group / samples];
    }
    maskPrompts();
  }

  /** Bytes of a cache for prompts of this length, completions of each and tokens of those. */
  public static long bytes(
      ModelConfig config,
      int prompts,
      int samples,
      int promptLength,
      int capacity,
      Precision precision) {
    boolean shared = samples > 1 && promptLength > SHORT_PROMPT;
    long sequences = (long) prompts * samples;
    long tokens = sequences * capacity + (shared ? prompts : sequences) * promptLength;
    long width = (long) config.keyValueHeads() * config.headDim();
    return precision.computeBytes(2 * config.layers() * width * tokens);
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
    if (used + promptLength >= decoder.window() && used < decoder.window()) {
      maskPrompts();
    }
  }

  /**
   * Keeps some sequences, in a new arrangement of n' groups of g' (n' g' = groups.length).
   * Sequences that share a new group must have shared an old one.
   *
   * @param groups the old group of each new sequence
   * @param samples the old place in that group
   * @param newGroupSize g'
   */
  public void select(int[] groups, int[] samples, int newGroupSize) {
    int heads = decoder.geometry().keyValueHeads();
    int newGroups = groups.length / newGroupSize;
    long[] prefixIndex = new long[newGroups * heads];
    long[] ownIndex = new long[groups.length * heads];
    int[] newLengths = new int[newGroups];
    for (int group = 0; group < newGroups; group++) {
      int oldGroup = groups[group * newGroupSize];
      newLengths[group] = lengths[oldGroup];
      for (int head = 0; head < heads; head++) {
        long oldBatch = (long) oldGroup * heads + head;
        prefixIndex[group * heads + head] = oldBatch;
        for (int sample = 0; sample < newGroupSize; sample++) {
          ownIndex[(group * heads + head) * newGroupSize + sample] =
              oldBatch * groupSize + samples[group * newGroupSize + sample];
        }
      }
    }
    boolean stayShared = shared && newGroupSize > 1;
    NativeScope.run(
        () -> {
          NDArray prefixRows = NativeArrays.of(manager, prefixIndex);
          NDArray ownRows = NativeArrays.of(manager, ownIndex);
          for (LayerCache layer : layers) {
            layer.select(prefixRows, ownRows, stayShared);
          }
        });
    lengths = newLengths;
    groupSize = newGroupSize;
    shared = stayShared;
    maskPrompts();
  }

  /** Number of prompts there were at first. */
  int prompts() {
    return prompts;
  }

  /** Takes over a layer's keys and values of the prompts, [prompts KV, promptLength, D]. */
  void keepPrompts(int layer, NDArray keys, NDArray values) {
    layers[layer] = new LayerCache(keys, values);
  }

  /** Writes the next token's keys and values, [n KV g, 1, D]. */
  void append(int layer, NDArray keys, NDArray values) {
    layers[layer].append(keys, values);
  }

  /** Attention of the token just appended: queries [n KV, g, r, D] to [n KV, g, r, D]. */
  NDArray attend(int layer, NDArray queries) {
    LayerCache cache = layers[layer];
    long end = start() + used + 1;
    FusedLayers arithmetic = decoder.fused();
    if (used >= decoder.window()) {
      // The prompt is out of sight, and the oldest of the own tokens too.
      long first = end - decoder.window();
      return arithmetic.attendToCache(
          queries,
          Autograd.slice(cache.keys, 1, first, end),
          Autograd.slice(cache.values, 1, first, end),
          (NDArray) null);
    }
    NDArray keys = Autograd.slice(cache.keys, 1, 0, end);
    NDArray values = Autograd.slice(cache.values, 1, 0, end);
    if (shared) {
      return arithmetic.attendToCache(
          queries,
          keys,
          values,
          new ScaledDotProduct.Prefix(cache.prefixKeys, cache.prefixValues, promptMask));
    }
    NDArray mask = promptMask == null ? null : Autograd.slice(promptMask, 2, 0, end);
    return arithmetic.attendToCache(queries, keys, values, mask);
  }

  int[] lengths() {
    return lengths;
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Where a sequence's own tokens begin. */
  private long start() {
    return shared ? 0 : promptLength;
  }

  private void maskPrompts() {
    if (promptMask != null) {
      promptMask.close();
    }
    int width = shared ? promptLength : promptLength + capacity;
    NDArray mask = decoder.promptMask(lengths, promptLength, width, used);
    promptMask = mask == null ? null : kept(mask);
  }

  private NDArray space(NDArray like, long sequences, long length) {
    long headDim = like.getShape().get(2);
    return kept(NativeScope.keep(() -> decoder.fused().space(like, sequences, length, headDim)));
  }

  private NDArray kept(NDArray array) {
    NDScope.unregister(array);
    array.attach(manager);
    return array;
  }

  /** One layer's part. */
  private final class LayerCache {
    private NDArray prefixKeys;
    private NDArray prefixValues;
    private NDArray keys;
    private NDArray values;

    LayerCache(NDArray promptKeys, NDArray promptValues) {
      long sequences = (long) groups() * groupSize * decoder.geometry().keyValueHeads();
      keys = space(promptKeys, sequences, start() + capacity);
      values = space(promptValues, sequences, start() + capacity);
      if (shared) {
        prefixKeys = kept(promptKeys.duplicate());
        prefixValues = kept(promptValues.duplicate());
      } else {
        int samples = groups() / prompts;
        Autograd.write(keys, 1, 0, promptLength, repeated(promptKeys, samples));
        Autograd.write(values, 1, 0, promptLength, repeated(promptValues, samples));
      }
    }

    /** [prompts KV, P, D] to [prompts samples KV, P, D]. */
    private NDArray repeated(NDArray array, int samples) {
      long heads = decoder.geometry().keyValueHeads();
      long[] shape = array.getShape().getShape();
      return array
          .reshape(prompts, 1, heads, shape[1] * shape[2])
          .broadcast(prompts, samples, heads, shape[1] * shape[2])
          .reshape(prompts * samples * heads, shape[1], shape[2]);
    }

    void append(NDArray newKeys, NDArray newValues) {
      long at = start() + used;
      Autograd.write(keys, 1, at, at + 1, newKeys);
      Autograd.write(values, 1, at, at + 1, newValues);
    }

    void select(NDArray prefixRows, NDArray ownRows, boolean stayShared) {
      keys = selectedOwn(keys, ownRows, stayShared ? null : prefixKeys, prefixRows);
      values = selectedOwn(values, ownRows, stayShared ? null : prefixValues, prefixRows);
      prefixKeys = selectedPrefix(prefixKeys, prefixRows, stayShared);
      prefixValues = selectedPrefix(prefixValues, prefixRows, stayShared);
    }

    /** Keeps own tokens, after the prefix where that is not to be shared any longer. */
    private NDArray selectedOwn(NDArray old, NDArray rows, NDArray prefix, NDArray prefixRows) {
      long[] shape = old.getShape().getShape();
      long filled = start() + used;
      long before = prefix == null ? 0 : promptLength;
      NDArray result = space(old, rows.size(), before + shape[1]);
      if (prefix != null) {
        Autograd.write(result, 1, 0, before, Autograd.takeRows(prefix, prefixRows));
      }
      if (filled > 0) {
        NDArray taken = Autograd.takeRows(Autograd.slice(old, 1, 0, filled), rows);
        Autograd.write(result, 1, before, before + filled, taken);
      }
      old.close();
      return result;
    }

    private NDArray selectedPrefix(NDArray old, NDArray rows, boolean stayShared) {
      if (old == null) {
        return null;
      }
      NDArray result = stayShared ? kept(Autograd.takeRows(old, rows)) : null;
      old.close();
      return result;
    }
  }
}
