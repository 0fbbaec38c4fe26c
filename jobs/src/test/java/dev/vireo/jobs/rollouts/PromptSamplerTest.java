package dev.vireo.jobs.rollouts;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.NewModelSettings;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PromptSamplerTest {

  @TempDir private Path folder;

  @Test
  void aPolicyWhoseOutputsAreNotNumbersIsNamed() {
    Path model = folder.resolve("model");
    ModelConfig config = new NewModelSettings(8, 1, 1, 1, 8, 8, 0).config(257, 256);
    ParameterSet sound = RandomModel.parameters(config, new LanguageModelHead(), 17);
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      ModelDirectory.write(model, config, sound, CarriedFiles.of(tokenizer));
    }
    PolicyCheckpoint policy = PolicyCheckpoint.starting(model);
    ParameterSet broken = sound.copy();
    Arrays.fill(broken.at(0), Float.NaN);
    PromptSampler sampler =
        PromptSampler.of(policy, RolloutSettings.defaults(), 17, 1)
            .withPolicy(new Given(config, broken));
    Prompt prompt = new Prompt("p", Split.train, "a", List.of(97), null, Map.of());
    assertThatThrownBy(() -> sampler.sample(List.of(prompt)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("The policy " + policy + ": Cannot draw a token: ")
        .hasMessageContaining("lower learning rate");
  }

  private record Given(ModelConfig config, ParameterSet parameters) implements ModelVersion {
    @Override
    public String key() {
      return "given";
    }
  }
}
