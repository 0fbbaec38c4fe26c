package dev.vireo.jobs.rollouts.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.TextTemplate;
import dev.vireo.jobs.rollouts.RolloutSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefineSettingsTest {

  @Test
  void theUsualTemplateHasWhatIsAskedFor() {
    TextTemplate plain = RefineSettings.defaults().text(false);
    assertThat(plain.columns()).containsExactly("prompt", "answer", "prompt");
    assertThat(plain.fill(new String[] {"Q:", " 1", "Q:"}))
        .isEqualTo("Q: 1\n\nThe answer may be wrong. Check it, and improve it.\n\nQ:");
    assertThat(RefineSettings.defaults().text(true).columns()).isEmpty();

    RefineSettings told = new RefineSettings(1, 1, null, "model");
    assertThat(told.text(false).columns()).containsExactly("prompt", "answer", "score", "prompt");
    assertThat(told.text(true).fill(new String[] {"0.50"}))
        .isEqualTo("The answer may be wrong. A judge gave it 0.50. Check it, and improve it.");
  }

  @Test
  void aTemplateSaysWhatItIsFor() {
    refused(new RefineSettings(1, 1, "{prompt}", null), false, "lacks {answer}: put it where");
    refused(new RefineSettings(1, 1, "{answer}", null), false, "lacks {prompt}: put it where");
    refused(new RefineSettings(1, 1, "Again.", "model"), true, "lacks {score}: put it where");
    refused(
        new RefineSettings(1, 1, "{answer} is {score}", null),
        true,
        "has {score}, but study.refine.score names no reward");
    refused(new RefineSettings(1, 1, "{prompt}", null), true, "but prompts are chats");
    refused(
        new RefineSettings(1, 1, "{prompt}{anwser}", null),
        false,
        "has {anwser}; its places are {prompt}, {answer}, {score}");
    refused(new RefineSettings(1, 1, "{prompt", null), false, "the brace at character 1");
    assertThat(new RefineSettings(1, 1, "{{{answer}}}", null).text(true).parts())
        .containsExactly("{", "}");
    assertThatThrownBy(() -> new RefineSettings(0, 1, null, null))
        .hasMessage("rounds is 0; it must be at least 1");
    assertThatThrownBy(() -> new RefineSettings(1, 1, " ", null))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("template is blank");
  }

  /** A run with more rounds goes on from those that are there. */
  @Test
  void theNumberOfRoundsDecidesNoRound() {
    RolloutSettings rollouts = RolloutSettings.defaults();
    RefineSettings three = new RefineSettings(3, 2, null, null);
    RefineSettings five = new RefineSettings(5, 2, null, null);
    assertThat(RefineCompletions.declared(2, five, rollouts, Optional.empty(), 17))
        .isEqualTo(RefineCompletions.declared(2, three, rollouts, Optional.empty(), 17))
        .isNotEqualTo(RefineCompletions.declared(1, three, rollouts, Optional.empty(), 17));
  }

  private static void refused(RefineSettings settings, boolean chat, String line) {
    assertThatThrownBy(() -> settings.text(chat))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("study.refine.template")
        .hasMessageContaining(line);
  }
}
