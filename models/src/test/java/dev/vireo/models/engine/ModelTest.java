package dev.vireo.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Flat;
import dev.vireo.models.testing.Models;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  private final ModelConfig config = Models.qwen();

  @Test
  void assigningWritesInPlace() {
    float[] first = Models.parameters(config, 1);
    float[] second = Models.parameters(config, 2);
    try (Model policy = Models.policy(config, first)) {
      Map<String, NDArray> before = new HashMap<>(policy.parameters());
      assertThat(Flat.of(policy.values())).containsExactly(first);
      policy.assign(Flat.set(policy.layout(), second));
      assertThat(Flat.of(policy.values())).containsExactly(second);
      policy.parameters().forEach((name, array) -> assertThat(array).isSameAs(before.get(name)));
    }
  }

  @Test
  void theArrayHandedOverIsCopied() {
    float[] values = Models.parameters(config, 1);
    try (Model policy = Models.policy(config, values)) {
      float kept = values[3];
      values[3] = 9;
      assertThat(Flat.of(policy.values())[3]).isEqualTo(kept);
    }
  }

  @Test
  void gradientsAreZeroAtFirst() {
    try (Model policy = Models.policy(config, Models.parameters(config, 1))) {
      assertThat(Flat.of(policy.gradients())).hasSize((int) policy.layout().size()).containsOnly(0);
    }
  }

  @Test
  void aModelDirectoryBecomesAPolicy(@TempDir Path directory) {
    float[] values = Models.parameters(config, 3);
    Path path = directory.resolve("model");
    ModelDirectory.write(path, config, Flat.set(Flat.layout(config), values), CarriedFiles.none());
    try (Model policy = Model.load(ModelDirectory.open(path), Device.cpu())) {
      assertThat(policy.config()).isEqualTo(config);
      assertThat(Flat.of(policy.values())).containsExactly(values);
    }
  }

  @Test
  void parametersOfAnotherModelAreRefused() {
    ParameterLayout layout = Flat.layout(config);
    assertThatThrownBy(
            () ->
                Model.create(config, new LanguageModelHead(), ParameterSet.zeros(3), Device.cpu()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The layout has %d elements in %d parameters, given are 3 in 1"
                .formatted(layout.size(), layout.parameters().size()));
    try (Model policy = Models.policy(config, ParameterSet.zeros(layout))) {
      assertThatThrownBy(() -> policy.assign(ParameterSet.zeros((int) layout.size())))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFrozenModelHasNothingToTrainAndIsShared() {
    ParameterSet values = Models.parameterSet(config, 1);
    TokenSequence sequence = new TokenSequence(new int[] {1, 2, 3}, new int[] {4, 5});
    try (Model trained = Models.policy(config, values);
        FrozenParameters shared =
            FrozenParameters.create(
                config, new LanguageModelHead(), values, Compute.on(Device.cpu()));
        Model one = Model.frozen(shared);
        Model two = Model.frozen(shared)) {
      double[][] expected = new LogprobScorer(trained).score(List.of(sequence), 1);
      assertThat(new LogprobScorer(one).score(List.of(sequence), 1)).isDeepEqualTo(expected);
      assertThat(new LogprobScorer(two).score(List.of(sequence), 1)).isDeepEqualTo(expected);
      assertThat(one.values().isEmpty()).isTrue();
      assertThat(one.layout().size()).isZero();
    }
  }
}
