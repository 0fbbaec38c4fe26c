package dev.vireo.pipelines.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.functions.AnswerText;
import dev.vireo.jobs.rollouts.refinement.RefineSettings;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.study.AcceptSettings;
import dev.vireo.jobs.study.StudySettings;
import dev.vireo.jobs.study.StudySplit;
import dev.vireo.jobs.study.TrainedPolicies;
import dev.vireo.jobs.study.VoteSettings;
import dev.vireo.jobs.study.VoteWeight;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyConfigTest {
  /** A change here changes what users' files mean: it belongs in the notes of a release. */
  private static final String DEFAULTS =
      """
      {"split": "eval", "prompts": 0, "proxy": null, "gold": null, "vote": null, "accept": null,
       "search": null, "refine": null, "trained": null, "resamples": 1000}
      """;

  private static JsonNode json(Object value) throws JsonProcessingException {
    return SettingsMapper.mapper().readTree(SettingsMapper.mapper().writeValueAsString(value));
  }

  @Test
  void everyDefaultIsPinned() throws JsonProcessingException {
    JsonNode defaults = json(StudyConfig.defaults());
    assertThat(defaults.path("study")).isEqualTo(SettingsMapper.mapper().readTree(DEFAULTS));
    assertThat(defaults.path("pipeline").asText()).isEqualTo("study");
    assertThat(defaults.at("/rollouts/group-size").asInt()).isEqualTo(64);
    assertThat(VoteSettings.defaults())
        .isEqualTo(new VoteSettings(AnswerText.NUMBER, VoteWeight.LOGISTIC, 100));
    assertThat(AcceptSettings.defaults()).isEqualTo(new AcceptSettings(null, 1, null));
    assertThat(RefineSettings.defaults()).isEqualTo(new RefineSettings(3, 4, null, null));
    assertThat(TrainedPolicies.defaults()).isEqualTo(new TrainedPolicies(null, List.of(), 4));
  }

  @Test
  void whereNothingIsHeldOutItIsSaidHow() {
    StudySettings all = StudySettings.defaults();
    assertThat(StudyStages.tooFew(all, 0))
        .isEqualTo(
            "The study needs some prompts, but 0 are held out: raise prompts.eval-fraction, or say"
                + " eval of some in prompts.split-column, or set study.split: train");
    StudySettings ten =
        new StudySettings(StudySplit.TRAIN, 10, null, "exact", null, null, null, null, null, 1000);
    assertThat(StudyStages.tooFew(ten, 3))
        .isEqualTo(
            "The study needs 10 prompts, but 3 are for training: lower study.prompts, or give more");
  }

  @Test
  void checkpointsAreNamedOnce() {
    assertThatThrownBy(() -> new TrainedPolicies("runs/grpo", List.of(4, 2, 4), 1))
        .isInstanceOf(InputException.class)
        .hasMessage("steps is [4, 2, 4]; each may be named once");
    assertThatThrownBy(() -> new TrainedPolicies("runs/grpo", List.of(0), 1))
        .isInstanceOf(InputException.class)
        .hasMessage("steps is 0; it must be at least 1");
  }

  @Test
  void choicesMustBeMade() {
    StudySettings defaults = StudySettings.defaults();
    assertThatThrownBy(
            () -> new StudySettings(null, 0, null, "exact", null, null, null, null, null, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("split is null; it must be eval or train");
    assertThatThrownBy(() -> new VoteSettings(null, VoteWeight.LINEAR, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("answer is null; it must be text or number");
    assertThat(defaults.vote()).isNull();
  }
}
