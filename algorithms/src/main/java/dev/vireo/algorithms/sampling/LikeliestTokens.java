package dev.vireo.algorithms.sampling;

import java.util.Arrays;

/**
 * The set of tokens that top-k and top-p leave, found by selection instead of a sort.
 *
 * <p>Tokens rank by logit, greater first, then by id, smaller first: no two tie. Buffers are kept
 * from draw to draw; not for several threads.
 */
final class LikeliestTokens {
  /** The tokens left, in no particular order, are the first ones here. */
  private int[] tokens = new int[0];

  private int count;

  /** Selects the tokens; topK 0 and topP 1 are off. */
  void select(
      float[] logits, int offset, int size, double[] masses, double total, int topK, double topP) {
    if (tokens.length < size) {
      tokens = new int[size];
    }
    double held = total;
    if (topK > 0 && topK < size) {
      selectK(logits, offset, size, topK);
      held = 0;
      for (int i = 0; i < count; i++) {
        held += masses[tokens[i]];
      }
    } else {
      // Tokens this light hold less than 1 - topP between them, so the set ends before them.
      double least = (1 - topP) * total / size * (1 - 1e-9);
      count = 0;
      for (int i = 0; i < size; i++) {
        tokens[count] = i;
        count += masses[i] >= least ? 1 : 0;
      }
    }
    if (topP < 1) {
      selectP(logits, offset, masses, topP * held);
    }
  }

  /** Draws one of the tokens selected, laid out in order of id. */
  int draw(float[] logits, int offset, int size, double[] masses, double uniform) {
    int worst = tokens[0];
    for (int i = 1; i < count; i++) {
      if (ahead(logits, offset, worst, tokens[i])) {
        worst = tokens[i];
      }
    }
    if (count < size / 8) {
      Arrays.sort(tokens, 0, count);
    } else {
      float least = logits[offset + worst];
      count = 0;
      for (int i = 0; i < size; i++) {
        float logit = logits[offset + i];
        tokens[count] = i;
        count += logit > least || (logit == least && i <= worst) ? 1 : 0;
      }
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += masses[tokens[i]];
    }
    double target = uniform * sum;
    double before = 0;
    int token = tokens[0];
    for (int i = 0; i < count; i++) {
      double mass = masses[tokens[i]];
      if (mass > 0) {
        token = tokens[i];
        before += mass;
        if (before > target) {
          break;
        }
      }
    }
    return token;
  }

  private static boolean ahead(float[] logits, int offset, int left, int right) {
    float first = logits[offset + left];
    float second = logits[offset + right];
    return first > second || (first == second && left < right);
  }

  private void selectK(float[] logits, int offset, int size, int topK) {
    count = topK;
    if (topK <= size / 8) {
      heap(logits, offset, size, topK);
      return;
    }
    for (int i = 0; i < size; i++) {
      tokens[i] = i;
    }
    int from = 0;
    int to = size;
    while (to - from > 1) {
      int pivot = partition(logits, offset, from, to);
      if (pivot == topK || pivot + 1 == topK) {
        return;
      }
      if (pivot > topK) {
        to = pivot;
      } else {
        from = pivot + 1;
      }
    }
  }

  /** Keeps the likeliest in a heap with the last of them on top; few tokens ever enter it. */
  private void heap(float[] logits, int offset, int size, int topK) {
    for (int i = 0; i < topK; i++) {
      tokens[i] = i;
    }
    for (int i = topK / 2 - 1; i >= 0; i--) {
      sink(logits, offset, i, topK);
    }
    float least = logits[offset + tokens[0]];
    for (int i = topK; i < size; i++) {
      if (logits[offset + i] > least) {
        tokens[0] = i;
        sink(logits, offset, 0, topK);
        least = logits[offset + tokens[0]];
      }
    }
  }

  private void sink(float[] logits, int offset, int from, int size) {
    int parent = from;
    int token = tokens[parent];
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && ahead(logits, offset, tokens[child], tokens[child + 1])) {
        child++;
      }
      if (!ahead(logits, offset, token, tokens[child])) {
        break;
      }
      tokens[parent] = tokens[child];
      parent = child;
    }
    tokens[parent] = token;
  }

  /** Leaves the likeliest tokens such that those before the last hold less than the target. */
  private void selectP(float[] logits, int offset, double[] masses, double target) {
    int from = 0;
    int to = count;
    double before = 0;
    while (from < to) {
      int pivot = partition(logits, offset, from, to);
      double ahead = before;
      for (int i = from; i < pivot; i++) {
        ahead += masses[tokens[i]];
      }
      if (ahead >= target) {
        to = pivot;
      } else {
        before = ahead + masses[tokens[pivot]];
        from = pivot + 1;
        if (before >= target) {
          break;
        }
      }
    }
    count = Math.max(1, from);
  }

  /** Puts a middling token where it ranks, those ahead of it before it, the others behind. */
  private int partition(float[] logits, int offset, int from, int to) {
    int last = to - 1;
    swap(middling(logits, offset, from, (from + last) >>> 1, last), last);
    int pivot = tokens[last];
    float key = logits[offset + pivot];
    int store = from;
    for (int i = from; i < last; i++) {
      int token = tokens[i];
      float logit = logits[offset + token];
      if (logit > key || (logit == key && token < pivot)) {
        tokens[i] = tokens[store];
        tokens[store++] = token;
      }
    }
    swap(store, last);
    return store;
  }

  private int middling(float[] logits, int offset, int first, int second, int third) {
    boolean firstSecond = ahead(logits, offset, tokens[first], tokens[second]);
    boolean secondThird = ahead(logits, offset, tokens[second], tokens[third]);
    if (firstSecond == secondThird) {
      return second;
    }
    return firstSecond == ahead(logits, offset, tokens[first], tokens[third]) ? third : first;
  }

  private void swap(int left, int right) {
    int token = tokens[left];
    tokens[left] = tokens[right];
    tokens[right] = token;
  }
}
