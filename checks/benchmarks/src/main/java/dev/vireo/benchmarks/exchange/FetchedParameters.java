package dev.vireo.benchmarks.exchange;

import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.training.BroadcastParameters;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.ParameterSet;

/**
 * The product's broadcast, with a watch on how long a task waits for it.
 *
 * @param sent what is fetched
 */
record FetchedParameters(BroadcastParameters sent) implements ModelVersion {
  static final String FETCHING = "fetching";
  private static final ThreadLocal<Double> SECONDS = ThreadLocal.withInitial(() -> 0.0);

  @Override
  public String key() {
    return sent.key();
  }

  @Override
  public ModelConfig config() {
    return sent.config();
  }

  @Override
  public ParameterSet parameters() {
    long start = System.nanoTime();
    ParameterSet values = sent.parameters();
    SECONDS.set((System.nanoTime() - start) * 1e-9);
    return values;
  }

  /** What the task at work in this thread has waited; 0 from then on. */
  static double secondsInThisThread() {
    double seconds = SECONDS.get();
    SECONDS.remove();
    return seconds;
  }
}
