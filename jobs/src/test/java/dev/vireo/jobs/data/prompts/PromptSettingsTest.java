package dev.vireo.jobs.data.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.jobs.data.demonstrations.DemonstrationSettings;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What prompts and demonstrations can be set to. */
class PromptSettingsTest {
  @Test
  void defaultsAreThese() {
    assertThat(PromptSettings.defaults())
        .isEqualTo(
            new PromptSettings(
                null,
                SourceFormat.AUTO,
                null,
                null,
                "prompt",
                null,
                null,
                ChatSettings.defaults(),
                null,
                List.of(),
                null,
                0.05,
                DuplicatePolicy.ERROR,
                0,
                LengthPolicy.ERROR,
                1000));
    assertThat(DemonstrationSettings.defaults())
        .isEqualTo(
            new DemonstrationSettings(
                null,
                SourceFormat.AUTO,
                null,
                null,
                "prompt",
                null,
                "completion",
                null,
                null,
                ChatSettings.defaults(),
                null,
                0.0,
                DuplicatePolicy.ERROR,
                0,
                LengthPolicy.ERROR,
                1000));
  }

  @Test
  void impossibleSettingsAreRefused() {
    PromptFolder folder = new PromptFolder(Path.of("nowhere"), RunDirectory.at(Path.of("nowhere")));
    assertThatThrownBy(() -> folder.settings("p", 1.5, 10))
        .hasMessage("prompts: the eval fraction is 1.5; it must be between 0 and 1");
    assertThatThrownBy(() -> folder.settings("p", 0.5, 0))
        .hasMessage("prompts: the chunk size is 0; it must be at least 1");
  }
}
