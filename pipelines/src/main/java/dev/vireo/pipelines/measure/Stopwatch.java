package dev.vireo.pipelines.measure;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times the stages of some iterations, and the last evaluation. */
final class Stopwatch implements Progress {

  private static final double NANOSECONDS = 1e9;

  private final int first;
  private final int last;
  private final Map<String, Double> stages = new LinkedHashMap<>();
  private double evaluation;
  private long judged = StageStatus.NO_STEP;
  private long began;
  private double iterations;

  /**
   * @param first the first iteration that is timed
   * @param last the last one, which is the run's
   */
  Stopwatch(int first, int last) {
    this.first = first;
    this.last = last;
  }

  @Override
  public synchronized void finished(StageStatus status) {
    double seconds = status.elapsed().toNanos() / NANOSECONDS;
    if (status.step() != StageStatus.NO_STEP) {
      evaluation = status.step() == judged ? evaluation + seconds : seconds;
      judged = status.step();
    } else if (status.iteration() >= first && status.iteration() <= last) {
      stages.merge(status.stage(), seconds, Double::sum);
    }
  }

  @Override
  public synchronized void iterationEnded(int number, long step, Map<String, Double> metrics) {
    long now = System.nanoTime();
    if (number >= first && number <= last) {
      iterations += (now - began) / NANOSECONDS;
    }
    began = now;
  }

  /** Seconds of each stage of an iteration, in their order. */
  synchronized Map<String, Double> stages() {
    Map<String, Double> means = new LinkedHashMap<>();
    stages.forEach((stage, seconds) -> means.put(stage, seconds / (last - first + 1)));
    return means;
  }

  /** Seconds of an iteration. */
  synchronized double iteration() {
    return iterations / (last - first + 1);
  }

  /** Seconds of the last evaluation; 0 if there was none. */
  synchronized double evaluation() {
    return evaluation;
  }
}
