package dev.vireo.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.TinyModel;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.testing.Flat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RandomModelTest {
  private static final ModelConfig CONFIG =
      ModelConfig.builder(Architecture.QWEN2)
          .vocabularySize(1_000)
          .hiddenSize(64)
          .layers(8)
          .heads(4)
          .keyValueHeads(2)
          .intermediateSize(256)
          .contextLength(64)
          .build();

  private static float[] values(String name) {
    Parameter parameter = Flat.layout(CONFIG).parameter(name);
    return RandomModel.parameters(CONFIG, new LanguageModelHead(), 5).elements(parameter);
  }

  private static void assertDeviation(String name, double expected) {
    float[] values = values(name);
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      fourth += Math.pow(value, 4);
    }
    double error = 5 / Math.sqrt(values.length);
    double deviation = Math.sqrt(squares / values.length);
    assertThat(sum / values.length).as(name).isCloseTo(0, within(error * expected));
    assertThat(deviation).as(name).isCloseTo(expected, within(error * expected));
    // A normal distribution's fourth moment is three times its variance squared.
    assertThat(fourth / values.length / Math.pow(expected, 4)).isCloseTo(3, within(12 * error));
  }

  @Test
  void scales() {
    assertDeviation("model.embed_tokens.weight", 0.05);
    assertDeviation("lm_head.weight", 1 / Math.sqrt(64));
    assertDeviation("model.layers.3.self_attn.q_proj.weight", 1 / Math.sqrt(64));
    assertDeviation("model.layers.3.mlp.up_proj.weight", 1 / Math.sqrt(64));
    assertDeviation("model.layers.3.self_attn.o_proj.weight", 1 / Math.sqrt(64) / 4);
    assertDeviation("model.layers.3.mlp.down_proj.weight", 1 / Math.sqrt(256) / 4);
    assertThat(values("model.norm.weight")).containsOnly(1);
    assertThat(values("model.layers.0.input_layernorm.weight")).containsOnly(1);
    assertThat(values("model.layers.7.post_attention_layernorm.weight")).containsOnly(1);
    assertThat(values("model.layers.7.self_attn.k_proj.bias")).containsOnly(0);
  }

  @Test
  void parametersAreDrawnApart() {
    assertThat(values("model.layers.1.mlp.up_proj.weight"))
        .isNotEqualTo(values("model.layers.2.mlp.up_proj.weight"));
    assertThat(RandomModel.parameters(CONFIG, new LanguageModelHead(), 1))
        .isNotEqualTo(RandomModel.parameters(CONFIG, new LanguageModelHead(), 2));
  }

  /** Golden values: another machine, or another version, must not draw other parameters. */
  @Test
  void aSeedGivesTheSameBitsEverywhere() {
    float[] parameters =
        Flat.of(RandomModel.parameters(TinyModel.llama(), new LanguageModelHead(), 42));
    assertThat(Arrays.copyOf(parameters, 4))
        .containsExactly(-0.010376813f, -0.026846882f, -0.047353122f, -0.12221078f);
    assertThat(Arrays.hashCode(parameters)).isEqualTo(394_403_802);
    assertThat(Flat.of(RandomModel.parameters(TinyModel.llama(), new LanguageModelHead(), 42)))
        .containsExactly(parameters);
  }
}
