package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.util.Arrays;

/**
 * What is added to scores so that no query sees a later key, or one that its window has left
 * behind: 0 or minus infinity. One strip serves blocks of queries at any place. Not thread-safe:
 * one task slot's.
 */
final class CausalMask implements AutoCloseable {
  /**
   * Queries that are scored together. A block of queries skips the keys after it, and its scores
   * stay near the processor: longer blocks waste more, shorter ones make more calls.
   */
  static final int BLOCK = 64;

  private final NDManager manager;
  private final FusedLayers layers;
  private final int repeats;
  private final int window;
  private int capacity;
  private NDArray strip;

  /**
   * @param layers that add the mask
   * @param repeats rows per query
   * @param window keys that a query sees at most, its own included
   */
  CausalMask(NDManager manager, FusedLayers layers, int repeats, int window) {
    this.manager = manager;
    this.layers = layers;
    this.repeats = repeats;
    this.window = window;
  }

  /** The first key that any query from this one on sees. */
  int firstKey(int query) {
    return Math.max(0, query - window + 1);
  }

  /**
   * The mask of queries first to last (exclusive, at most {@link #BLOCK}) over the keys from {@link
   * #firstKey} of first to last: [t r, keys].
   */
  NDArray block(int first, int last) {
    ensure(first + BLOCK);
    long diagonal = capacity - BLOCK;
    NDArray rows = Autograd.slice(strip, 0, 0, (long) (last - first) * repeats);
    return Autograd.slice(rows, 1, diagonal - first + firstKey(first), diagonal - first + last);
  }

  private void ensure(int keys) {
    if (keys <= capacity) {
      return;
    }
    int width = Math.max(keys, 2 * capacity);
    close();
    float[] values = new float[Math.multiplyExact(BLOCK * repeats, width)];
    for (int row = 0; row < BLOCK * repeats; row++) {
      int own = width - BLOCK + row / repeats;
      int start = row * width;
      Arrays.fill(values, start + own + 1, start + width, Float.NEGATIVE_INFINITY);
      Arrays.fill(values, start, start + firstKey(own), Float.NEGATIVE_INFINITY);
    }
    Shape shape = new Shape((long) BLOCK * repeats, width);
    strip =
        Tensors.kept(
            NativeScope.keep(() -> layers.matrix(NativeArrays.of(manager, values, shape))));
    capacity = width;
  }

  @Override
  public void close() {
    if (strip != null) {
      strip.close();
      strip = null;
      capacity = 0;
    }
  }
}
