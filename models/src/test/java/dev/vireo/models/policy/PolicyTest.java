package dev.vireo.models.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.testing.Models;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTest {
  private final ModelConfig config = Models.qwen();

  @Test
  void assigningWritesInPlace() {
    float[] first = Models.parameters(config, 1);
    float[] second = Models.parameters(config, 2);
    try (Policy policy = Models.policy(config, first)) {
      Map<String, NDArray> before = new HashMap<>(policy.parameters());
      assertThat(policy.values()).containsExactly(first);
      policy.assign(second);
      assertThat(policy.values()).containsExactly(second);
      policy.parameters().forEach((name, array) -> assertThat(array).isSameAs(before.get(name)));
    }
  }

  @Test
  void theArrayHandedOverIsCopied() {
    float[] values = Models.parameters(config, 1);
    try (Policy policy = Models.policy(config, values)) {
      float kept = values[3];
      values[3] = 9;
      assertThat(policy.values()[3]).isEqualTo(kept);
    }
  }

  @Test
  void gradientsAreZeroAtFirst() {
    try (Policy policy = Models.policy(config, Models.parameters(config, 1))) {
      assertThat(policy.gradients()).hasSize(policy.layout().size()).containsOnly(0);
    }
  }

  @Test
  void aModelDirectoryBecomesAPolicy(@TempDir Path directory) {
    float[] values = Models.parameters(config, 3);
    Path path = directory.resolve("model");
    ModelDirectory.write(path, config, values, CarriedFiles.none());
    try (Policy policy = Policy.load(ModelDirectory.open(path), Device.cpu())) {
      assertThat(policy.config()).isEqualTo(config);
      assertThat(policy.values()).containsExactly(values);
    }
  }

  @Test
  void arraysOfAnotherModelAreRefused() {
    ParameterLayout layout = ParameterLayout.of(config);
    assertThatThrownBy(() -> Policy.create(config, layout, new float[3], Device.cpu()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The model has " + layout.size() + " parameters, the array has 3");
    assertThatThrownBy(
            () -> Policy.create(Models.llama(), layout, new float[layout.size()], Device.cpu()))
        .isInstanceOf(IllegalArgumentException.class);
    try (Policy policy = Models.policy(config, new float[layout.size()])) {
      assertThatThrownBy(() -> policy.assign(new float[layout.size() + 1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
