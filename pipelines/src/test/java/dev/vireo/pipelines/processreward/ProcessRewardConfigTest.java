package dev.vireo.pipelines.processreward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessRewardConfigTest {
  /** A change here changes what users' files mean: it belongs in the notes of a release. */
  private static final String DEFAULTS =
      """
      {"step-labels": {"path": null, "format": "auto", "id-column": null,
         "prompt-column": "prompt", "steps-column": "completions", "label-column": "labels",
         "separator": "\\n", "duplicates": "error", "max-completion-tokens": 0, "max-tokens": 0,
         "chunk-size": 1000},
       "rollout-steps": {"run": null, "from-iteration": 1, "to-iteration": 0, "policy": null,
         "completions": 0, "threshold": 1.0, "labels": "soft"},
       "process-reward-model": {"steps": 400, "batch-size": 64, "gradient-shards": 4,
         "micro-batch-examples": 16, "gradient-checkpointing": false, "checkpoint-every": 100,
         "train-on-last-step-only": false,
         "optimizer": {"learning-rate": 1e-6, "warmup-steps": 0, "beta1": 0.9, "beta2": 0.999,
           "adam-epsilon": 1e-8, "weight-decay": 0.0, "max-grad-norm": 1.0}},
       "evaluation": {"held-out": 0.1, "bins": 10}}
      """;

  @Test
  void everyDefaultIsPinned() throws JsonProcessingException {
    JsonNode pinned = SettingsMapper.mapper().readTree(DEFAULTS);
    JsonNode defaults =
        SettingsMapper.mapper()
            .readTree(SettingsMapper.mapper().writeValueAsString(ProcessRewardConfig.defaults()));
    for (String section :
        List.of("step-labels", "rollout-steps", "process-reward-model", "evaluation")) {
      assertThat(defaults.path(section)).as(section).isEqualTo(pinned.path(section));
    }
    assertThat(defaults.path("pipeline").asText()).isEqualTo("process-reward-model");
    assertThat(defaults.path("rewards")).isEmpty();
  }
}
