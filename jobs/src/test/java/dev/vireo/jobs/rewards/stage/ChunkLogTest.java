package dev.vireo.jobs.rewards.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardLog;
import dev.vireo.jobs.rewards.RewardSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChunkLogTest {
  private final ChunkLog log = new ChunkLog(2);
  private final RewardLog of = log.of(new RewardSettings("size", "length", 1.0, Map.of()), 1);

  @Test
  void aNameStandsForOneThing() {
    of.number(0, "read", 1);
    of.metric("read", 2);
    assertThatThrownBy(() -> of.text(0, "read", "one"))
        .isInstanceOf(InputException.class)
        .hasMessage("it logs 'read' as a number and as a text; use two names");
    assertThat(log.numbers(0)).isNull();
    assertThat(log.numbers(1)).containsExactly(Map.entry("read", 1.0));
  }

  @Test
  void aMetricIsTheMeanOfFiniteNumbers() {
    of.metric("share", 1);
    of.metric("share", Double.NaN);
    of.metric("share", Double.POSITIVE_INFINITY);
    of.metric("share", 2);
    assertThat(log.totals())
        .containsOnly(Map.entry("logged/share/sum", 3.0), Map.entry("logged/share/count", 2.0));
  }
}
