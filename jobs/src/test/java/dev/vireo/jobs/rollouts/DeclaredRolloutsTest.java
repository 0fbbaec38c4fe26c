package dev.vireo.jobs.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.settings.Decisive;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rollouts of before the lag existed are still good; those of a lag are others. */
final class DeclaredRolloutsTest {

  private static final String BEFORE =
      "{\"chunk-groups\":4,\"engine\":\"local\",\"group-size\":8,\"max-new-tokens\":32,"
          + "\"server\":{\"dialect\":\"vllm\",\"logprobs\":\"rescore\",\"model\":null},"
          + "\"stop\":{\"texts\":[],\"token-ids\":[]},"
          + "\"temperature\":1.0,\"top-k\":0,\"top-p\":1.0}";

  @Test
  void aLagCountsWhereThereIsOne() {
    RolloutSettings none = RolloutSettings.local(8, 1, 1, 0, 32, 4);
    RolloutSettings lag =
        new RolloutSettings(8, 1, 1, 0, 32, 4, none.stop(), none.engine(), none.server(), 1);
    assertThat(CollectRollouts.declared(none, Optional.empty(), 17).settings()).isEqualTo(BEFORE);
    assertThat(CollectRollouts.declared(lag, Optional.empty(), 17).settings())
        .isEqualTo(BEFORE.replace("\"max-new", "\"lag\":1,\"max-new"));
  }

  /** A run's record of before says nothing of it, and nothing has changed. */
  @Test
  void aRecordWithoutItIsOneOfNoLag() throws Exception {
    for (String lag : List.of("", ", \"lag\": 0")) {
      assertThat(
              Decisive.of(
                  SettingsMapper.mapper().readTree("{\"group-size\": 8" + lag + "}"),
                  RolloutSettings.class))
          .hasToString("{\"group-size\":8,\"lag\":0}");
    }
  }
}
