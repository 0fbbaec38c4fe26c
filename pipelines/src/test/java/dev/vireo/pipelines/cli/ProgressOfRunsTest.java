package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressOfRunsTest {

  private static final Duration QUICK = Duration.ofMillis(100);

  private final List<String> shown = new ArrayList<>();
  private final Progress lines =
      new Progress() {
        @Override
        public void finished(StageStatus status) {
          shown.add(status.stage() + " " + status.iteration());
        }

        @Override
        public void message(String line) {
          shown.add(line);
        }
      };

  private static StageStatus stage(String name, int iteration, long step, long done) {
    return new StageStatus(name, iteration, step, done, 1200, "steps", QUICK, false, Map.of());
  }

  @Test
  void anIterationsRewardIsWhatItsMetricsSayOrNone() {
    Progress progress = new IterationProgress(lines, 3, InstantSource.fixed(Instant.MAX));
    // The rewards were published from outside: no stage reported them.
    progress.finished(stage("update-policy", 2, StageStatus.NO_STEP, 1));
    progress.iterationEnded(3, 6, Map.of("reward", 0.25, "loss", 1.0));
    progress.iterationEnded(3, 6, Map.of("reward", Double.NaN));
    progress.finished(stage("evaluate-policy", 3, 6, 8));
    assertThat(shown)
        .containsExactly(
            "iteration 3/3  reward 0.250", "iteration 3/3  reward none", "evaluate-policy 3");
  }

  @Test
  void whoIsStoppedSaysWhereItIs() {
    RunPosition position = new RunPosition(Progress.NONE, 160);
    assertThat(position.stopped())
        .isEqualTo("stopped while starting; the same command begins again");
    position.started(stage("shard-prompts", 0, StageStatus.NO_STEP, 0));
    assertThat(position.stopped())
        .isEqualTo(
            "stopped before the first iteration, at shard-prompts; the same command continues from"
                + " there");
    position.advanced(stage("fine-tune-policy", 0, StageStatus.NO_STEP, 1000));
    assertThat(position.stopped())
        .isEqualTo(
            "stopped at fine-tuning step 1000 of 1200; the same command continues from the last"
                + " saved step");
    position.finished(stage("score-rewards", 102, StageStatus.NO_STEP, 8));
    assertThat(position.stopped())
        .isEqualTo("stopped at iteration 102 of 160; the same command continues from there");
  }

  @Test
  void whatNobodyMeasuredIsNone() {
    assertThat(Means.text("%.4f", Double.NaN)).isEqualTo("none");
    assertThat(Means.json(Map.of("reward", Double.NaN, "kl", 0.5)))
        .hasToString("{\"kl\":0.5,\"reward\":null}");
  }
}
