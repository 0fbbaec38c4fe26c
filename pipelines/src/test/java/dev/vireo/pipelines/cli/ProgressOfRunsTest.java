package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressOfRunsTest {

  private static final Duration QUICK = Duration.ofMillis(100);

  private static StageStatus stage(String name, int iteration, long step, long done) {
    return new StageStatus(name, iteration, step, done, 1200, "steps", QUICK, false, Map.of());
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
  void whoMakesRolloutsAheadIsWhereTheUpdateIs() {
    RunPosition position = new RunPosition(Progress.NONE, 160);
    position.finished(stage("score-rewards", 4, StageStatus.NO_STEP, 8));
    position.advanced(stage("collect-rollouts", 5, StageStatus.NO_STEP, 3));
    assertThat(position.stopped()).startsWith("stopped at iteration 4 of 160");
    position.iterationEnded(4, 4, Map.of());
    position.advanced(stage("collect-rollouts", 5, StageStatus.NO_STEP, 4));
    assertThat(position.stopped()).startsWith("stopped at iteration 5 of 160");
  }

  @Test
  void whatNobodyMeasuredIsNone() {
    assertThat(Means.text("%.4f", Double.NaN)).isEqualTo("none");
    assertThat(Means.json(Map.of("reward", Double.NaN, "kl", 0.5)))
        .hasToString("{\"kl\":0.5,\"reward\":null}");
  }
}
