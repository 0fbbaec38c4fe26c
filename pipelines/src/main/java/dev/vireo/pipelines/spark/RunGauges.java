package dev.vireo.pipelines.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.vireo.jobs.runtime.progress.PassingProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.SparkSession;

/**
 * Passes on what it hears, and keeps the latest numbers as gauges of the driver in Spark's own
 * metrics system, so that whatever sinks Spark is configured with (Prometheus, Graphite, JMX, ...)
 * have them too. A gauge appears with its first value; names are those of the metrics dataset, with
 * a dot for each slash.
 *
 * <p>Spark's plugins could register gauges as well, but every executor would have to find the class
 * of a plugin when it starts.
 */
public final class RunGauges implements PassingProgress {

  /** The first part of the gauges' names, after the application's. */
  private static final String SOURCE = "vireo";

  private final Progress shown;
  private final MetricRegistry registry;
  private final Map<String, Double> values = new ConcurrentHashMap<>();

  RunGauges(Progress shown, MetricRegistry registry) {
    this.shown = shown;
    this.registry = registry;
  }

  /** Gauges of a session's driver. */
  public static RunGauges of(SparkSession session, Progress shown) {
    SparkEnv driver = session.sparkContext().env();
    MetricRegistry registry = new MetricRegistry();
    driver.metricsSystem().registerSource(new Gauges(registry));
    return new RunGauges(shown, registry);
  }

  /** What Spark asks for a name and a registry; gauges that are added later count too. */
  private record Gauges(MetricRegistry metricRegistry) implements Source {
    @Override
    public String sourceName() {
      return SOURCE;
    }
  }

  @Override
  public Progress next() {
    return shown;
  }

  @Override
  public void started(StageStatus status) {
    shown.started(status);
    set(status);
  }

  @Override
  public void advanced(StageStatus status) {
    shown.advanced(status);
    set(status);
  }

  @Override
  public void finished(StageStatus status) {
    shown.finished(status);
    set(status);
  }

  @Override
  public void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    shown.iterationEnded(iteration, step, metrics);
    set("iteration", iteration);
    set("step", step);
    set("train/", metrics);
  }

  private void set(StageStatus status) {
    String stage = "stage/" + status.stage() + "/";
    set(stage + "done", status.done());
    set(stage + "total", status.open() ? Double.NaN : status.total());
    set(status.step() == StageStatus.NO_STEP ? stage : "eval/", status.metrics());
  }

  private void set(String prefix, Map<String, Double> metrics) {
    metrics.forEach((name, value) -> set(prefix + name, value));
  }

  private void set(String name, double value) {
    if (values.put(name, value) == null) {
      registry.register(name.replace('/', '.'), (Gauge<Double>) () -> values.get(name));
    }
  }
}
