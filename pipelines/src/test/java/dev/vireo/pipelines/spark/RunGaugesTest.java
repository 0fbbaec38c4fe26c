package dev.vireo.pipelines.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunGaugesTest {
  private final MetricRegistry registry = new MetricRegistry();
  private final List<String> heard = new ArrayList<>();
  private final RunGauges gauges =
      new RunGauges(
          new Progress() {
            @Override
            public void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
              heard.add("iteration " + iteration);
            }

            @Override
            public void finished(StageStatus status) {
              heard.add(status.stage());
            }
          },
          registry);

  @Test
  void anIterationsMetricsAreGaugesUnderTheirNames() {
    gauges.iterationEnded(3, 6, Map.of("rewards/exact/mean", 0.5));
    gauges.iterationEnded(4, 8, Map.of("rewards/exact/mean", 0.75));

    assertThat(value("train.rewards.exact.mean")).isEqualTo(0.75);
    assertThat(value("iteration")).isEqualTo(4);
    assertThat(value("step")).isEqualTo(8);
    assertThat(heard).containsExactly("iteration 3", "iteration 4");
  }

  @Test
  void anEvaluationIsNamedAsInTheTrackers() {
    gauges.finished(status("evaluate-policy", 8, 10, Map.of("reward", 0.25)));

    assertThat(value("eval.reward")).isEqualTo(0.25);
    assertThat(registry.getGauges()).doesNotContainKey("stage.evaluate-policy.reward");
    assertThat(heard).containsExactly("evaluate-policy");
  }

  @Test
  void aStageHasItsProgressAndItsOwnNumbers() {
    gauges.advanced(status("train-supervised", StageStatus.NO_STEP, 30, Map.of("loss", 2.0)));

    assertThat(value("stage.train-supervised.done")).isEqualTo(5);
    assertThat(value("stage.train-supervised.total")).isEqualTo(30);
    assertThat(value("stage.train-supervised.loss")).isEqualTo(2);
  }

  @Test
  void aStageWithoutAKnownEndHasNoTotal() {
    gauges.started(status("train-supervised", StageStatus.NO_STEP, StageStatus.OPEN, Map.of()));

    assertThat(value("stage.train-supervised.total")).isNaN();
  }

  private double value(String name) {
    return (Double) registry.getGauges().get(name).getValue();
  }

  private static StageStatus status(
      String stage, long step, long total, Map<String, Double> metrics) {
    return new StageStatus(stage, 0, step, 5, total, "steps", Duration.ZERO, false, metrics);
  }
}
