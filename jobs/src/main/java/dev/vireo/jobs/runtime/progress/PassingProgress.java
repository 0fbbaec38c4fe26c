package dev.vireo.jobs.runtime.progress;

import java.util.Map;
import java.util.function.Supplier;

/** Passes on everything that it hears; whoever implements it adds what it is for. */
public interface PassingProgress extends Progress {

  /** Who hears of it next. */
  Progress next();

  @Override
  default void started(StageStatus status) {
    next().started(status);
  }

  @Override
  default void advanced(StageStatus status) {
    next().advanced(status);
  }

  @Override
  default void finished(StageStatus status) {
    next().finished(status);
  }

  @Override
  default void failed(StageStatus status) {
    next().failed(status);
  }

  @Override
  default void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    next().iterationEnded(iteration, step, metrics);
  }

  @Override
  default void iterationDone(int iteration, long step, Supplier<Map<String, Double>> metrics) {
    next().iterationDone(iteration, step, metrics);
  }

  @Override
  default void warned(SignalWarning warning) {
    next().warned(warning);
  }

  @Override
  default void message(String line) {
    next().message(line);
  }
}
