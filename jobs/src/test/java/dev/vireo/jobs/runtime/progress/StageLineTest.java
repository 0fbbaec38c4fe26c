package dev.vireo.jobs.runtime.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StageLineTest {

  @Test
  void whatWasDoneBeforeHasNoRate() {
    assertThat(StageLine.of(status(false)))
        .isEqualTo("collect-rollouts  6 chunks  2.0 s  mean_length 3  tokens/s 500");
    assertThat(StageLine.of(status(true)))
        .isEqualTo("collect-rollouts  6 chunks  done before  mean_length 3");
  }

  private static StageStatus status(boolean skipped) {
    return new StageStatus(
        "collect-rollouts",
        0,
        StageStatus.NO_STEP,
        6,
        6,
        "chunks",
        Duration.ofSeconds(2),
        skipped,
        new TreeMap<>(Map.of("mean_length", 3.0, "tokens/s", 500.0)));
  }
}
