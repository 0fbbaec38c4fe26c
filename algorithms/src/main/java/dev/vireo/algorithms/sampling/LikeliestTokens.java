package dev.vireo.algorithms.sampling;

/**
 * The set of tokens that top-k and top-p keep, found by selection instead of sorting.
 *
 * <p>Tokens are ranked by logit, greater first, then by id, smaller first, so there are no ties.
 * Buffers are reused from draw to draw; not for several threads.
 */
final class LikeliestTokens {
  /** A heap is faster if at most one in this many tokens is kept. */
  private static final int HEAP_PART = 64;

  private final Cutoff cutoff = new Cutoff();
  private float[] heap = new float[0];
  private float[] keptLogits = new float[0];
  private double[] keptWeights = new double[0];

  /** The kept tokens, in order of id, followed by unused entries. */
  private int[] tokens = new int[0];

  private int count;

  /** Selects the tokens of a row that top-k and top-p keep; topK 0 and topP 1 are off. */
  void select(
      float[] logits,
      int offset,
      int size,
      float greatest,
      double[] weights,
      double total,
      SamplingSettings cuts) {
    if (tokens.length < size) {
      tokens = new int[size];
    }
    double held = total;
    if (cuts.topK() > 0 && cuts.topK() < size) {
      if (cuts.topK() <= size / HEAP_PART) {
        heap(logits, offset, size, cuts.topK());
      } else {
        cutoff.find(logits, offset, size, greatest, null, cuts.topK());
      }
      keep(logits, offset, size);
      held = 0;
      for (int i = 0; i < count; i++) {
        held += weights[tokens[i]];
      }
    } else {
      // Lighter tokens hold less than 1 - topP together, so top-p never keeps them.
      double lightest = (1 - cuts.topP()) * total / size * (1 - 1e-9);
      keepHeavy(weights, size, lightest);
    }
    if (cuts.topP() < 1) {
      keepAmongKept(logits, offset, greatest, weights, cuts.topP() * held);
    }
  }

  /** Draws one of the selected tokens, arranged in order of id. */
  int draw(double[] weights, double uniform) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weights[tokens[i]];
    }
    double target = uniform * sum;
    double before = 0;
    int token = tokens[0];
    for (int i = 0; i < count; i++) {
      double weight = weights[tokens[i]];
      if (weight > 0) {
        token = tokens[i];
        before += weight;
        if (before > target) {
          break;
        }
      }
    }
    return token;
  }

  private void keep(float[] logits, int offset, int size) {
    float least = cutoff.least();
    int ties = cutoff.ties();
    int kept = 0;
    for (int i = 0; i < size; i++) {
      float logit = logits[offset + i];
      tokens[kept] = i;
      // Uses the sign of the difference instead of a branch that is hard to predict.
      kept += Float.floatToRawIntBits(least - logit) >>> 31;
      if (logit == least && ties > 0) {
        ties--;
        kept++;
      }
    }
    count = kept;
  }

  private void keepHeavy(double[] weights, int size, double lightest) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      tokens[kept] = i;
      kept += 1 - (int) (Double.doubleToRawLongBits(weights[i] - lightest) >>> 63);
    }
    count = kept;
  }

  private void keepAmongKept(
      float[] logits, int offset, float greatest, double[] weights, double target) {
    if (keptLogits.length < count) {
      keptLogits = new float[count];
      keptWeights = new double[count];
    }
    for (int i = 0; i < count; i++) {
      keptLogits[i] = logits[offset + tokens[i]];
      keptWeights[i] = weights[tokens[i]];
    }
    cutoff.find(keptLogits, 0, count, greatest, keptWeights, target);
    float least = cutoff.least();
    int ties = cutoff.ties();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      float logit = keptLogits[i];
      tokens[kept] = tokens[i];
      kept += Float.floatToRawIntBits(least - logit) >>> 31;
      if (logit == least && ties > 0) {
        ties--;
        kept++;
      }
    }
    count = kept;
  }

  /** Finds the cut with a heap of the greatest logits, whose root is the least of them. */
  private void heap(float[] logits, int offset, int size, int topK) {
    if (heap.length < topK) {
      heap = new float[topK];
    }
    System.arraycopy(logits, offset, heap, 0, topK);
    for (int i = topK / 2 - 1; i >= 0; i--) {
      sink(heap[i], i, topK);
    }
    for (int i = topK; i < size; i++) {
      float logit = logits[offset + i];
      if (logit > heap[0]) {
        sink(logit, 0, topK);
      }
    }
    int ties = 0;
    for (int i = 0; i < topK; i++) {
      ties += heap[i] == heap[0] ? 1 : 0;
    }
    cutoff.set(heap[0], ties);
  }

  private void sink(float logit, int from, int size) {
    int parent = from;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= logit) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = logit;
  }
}
