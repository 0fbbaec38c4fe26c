package dev.vireo.benchmarks.overlap;

import dev.vireo.jobs.runtime.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Seconds from the end of an iteration to the end of the next. */
final class IterationTimes implements Progress {

  /** The first ones compile what the others run. */
  private static final int WARM_UP = 3;

  private final List<Double> seconds = new ArrayList<>();
  private long last;

  @Override
  public synchronized void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    long now = System.nanoTime();
    if (iteration > WARM_UP) {
      seconds.add((now - last) * 1e-9);
    }
    last = now;
  }

  /** The median after the warm-up. */
  synchronized double median() {
    List<Double> sorted = seconds.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
