package dev.vireo.jobs.runtime.progress;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * For a machine: one JSON object a line. {@code event} is {@code stage-started}, {@code
 * stage-advanced} (at most once a second), {@code stage-finished}, {@code stage-failed}, {@code
 * iteration-finished}, {@code signal} or {@code message}. A stage without a known end has no {@code
 * total}.
 */
public final class JsonProgress implements Progress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final PrintStream out;
  private final InstantSource clock;
  private Instant lastAdvance = Instant.MIN;

  JsonProgress(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Tells {@code out}. */
  public static JsonProgress on(PrintStream out) {
    return new JsonProgress(out, InstantSource.system());
  }

  @Override
  public synchronized void started(StageStatus status) {
    lastAdvance = clock.instant();
    write("stage-started", status);
  }

  @Override
  public synchronized void advanced(StageStatus status) {
    Instant now = clock.instant();
    if (!now.isBefore(lastAdvance.plus(BETWEEN_LINES))) {
      lastAdvance = now;
      write("stage-advanced", status);
    }
  }

  @Override
  public synchronized void finished(StageStatus status) {
    write("stage-finished", status);
  }

  @Override
  public synchronized void failed(StageStatus status) {
    write("stage-failed", status);
  }

  @Override
  public synchronized void message(String line) {
    write(event("message").put("message", line));
  }

  @Override
  public synchronized void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    ObjectNode node = event("iteration-finished").put("iteration", iteration).put("step", step);
    putMetrics(node, metrics);
    write(node);
  }

  @Override
  public synchronized void warned(SignalWarning warning) {
    write(
        event("signal")
            .put("signal", warning.signal())
            .put("iteration", warning.iteration())
            .put("message", warning.message())
            .put("cause", warning.cause())
            .put("cure", warning.cure()));
  }

  private ObjectNode event(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("time", clock.instant().toString())
        .put("event", name);
  }

  private void write(String name, StageStatus status) {
    ObjectNode node = event(name).put("stage", status.stage());
    if (status.iteration() > 0) {
      node.put("iteration", status.iteration());
    }
    if (status.step() != StageStatus.NO_STEP) {
      // Of a policy that is judged: the one that reinforcement starts from is of iteration 0.
      node.put("iteration", status.iteration()).put("step", status.step());
    }
    node.put("done", status.done());
    if (!status.open()) {
      node.put("total", status.total());
    }
    node.put("unit", status.unit())
        .put("seconds", status.elapsed().toMillis() / 1000.0)
        .put("skipped", status.skipped());
    putMetrics(node, status.metrics());
    write(node);
  }

  /** A number that nobody measured is null: JSON has no NaN. */
  private static void putMetrics(ObjectNode node, Map<String, Double> metrics) {
    ObjectNode object = node.putObject("metrics");
    metrics.forEach((name, value) -> object.put(name, Double.isNaN(value) ? null : value));
  }

  private void write(ObjectNode node) {
    out.println(node);
    out.flush();
  }
}
