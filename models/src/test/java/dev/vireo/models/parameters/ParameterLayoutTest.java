package dev.vireo.models.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.architecture.TinyModel;
import dev.vireo.models.testing.Flat;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

final class ParameterLayoutTest {
  @Test
  void namesAndShapesOfAnUntiedQwen() {
    assertThat(Flat.layout(TinyModel.qwen()).parameters())
        .extracting(Parameter::name, Parameter::shape)
        .map(tuple -> tuple.toList().get(0) + " " + tuple.toList().get(1))
        .containsExactly(
            "lm_head.weight [260, 8]",
            "model.embed_tokens.weight [260, 8]",
            "model.layers.0.input_layernorm.weight [8]",
            "model.layers.0.mlp.down_proj.weight [8, 12]",
            "model.layers.0.mlp.gate_proj.weight [12, 8]",
            "model.layers.0.mlp.up_proj.weight [12, 8]",
            "model.layers.0.post_attention_layernorm.weight [8]",
            "model.layers.0.self_attn.k_proj.bias [6]",
            "model.layers.0.self_attn.k_proj.weight [6, 8]",
            "model.layers.0.self_attn.o_proj.weight [8, 12]",
            "model.layers.0.self_attn.q_proj.bias [12]",
            "model.layers.0.self_attn.q_proj.weight [12, 8]",
            "model.layers.0.self_attn.v_proj.bias [6]",
            "model.layers.0.self_attn.v_proj.weight [6, 8]",
            "model.norm.weight [8]");
  }

  @Test
  void theTiedProjectionIsNotListed() {
    ParameterLayout layout = Flat.layout(TinyModel.llama());
    assertThat(layout.contains("lm_head.weight")).isFalse();
    assertThat(layout.contains("model.layers.1.self_attn.q_proj.bias")).isFalse();
    assertThat(layout.contains("model.layers.2.self_attn.q_proj.weight")).isFalse();
    assertThatThrownBy(() -> layout.parameter("lm_head.weight"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lm_head.weight");
  }

  @Test
  void parametersLieOneBehindTheOtherSortedByName() {
    ModelConfig config = TinyModel.llama().toBuilder().layers(12).build();
    ParameterLayout layout = Flat.layout(config);
    long size = 0;
    for (Parameter parameter : layout.parameters()) {
      assertThat(layout.parameters().get(parameter.index())).isSameAs(parameter);
      assertThat(layout.parameter(parameter.name())).isSameAs(parameter);
      size += parameter.size();
    }
    assertThat(layout.size()).isEqualTo(size);
    assertThat(layout.parameters())
        .extracting(Parameter::name)
        .isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(layout.parameter("model.norm.weight").dimensions()).containsExactly(8L);
  }

  @Test
  void theSizeOfAKnownModel() {
    // Qwen2.5-0.5B: 494,032,768 parameters.
    ModelConfig config =
        ModelConfig.builder(Architecture.QWEN2)
            .vocabularySize(151_936)
            .hiddenSize(896)
            .layers(24)
            .heads(14)
            .keyValueHeads(2)
            .intermediateSize(4_864)
            .contextLength(32_768)
            .tiedEmbeddings(true)
            .build();
    assertThat(Flat.layout(config).size()).isEqualTo(494_032_768);
  }

  @Test
  void aModelMayHaveMoreParametersThanAnArray() {
    // Llama 7B: 6,738,415,616 parameters.
    ModelConfig config =
        ModelConfig.builder(Architecture.LLAMA)
            .vocabularySize(32_000)
            .hiddenSize(4_096)
            .layers(32)
            .heads(32)
            .keyValueHeads(32)
            .intermediateSize(11_008)
            .contextLength(2_048)
            .tiedEmbeddings(false)
            .build();
    assertThat(Flat.layout(config).size()).isEqualTo(6_738_415_616L);
  }

  @Test
  void aRewardModelHasScoresInPlaceOfTheVocabulary() {
    ParameterLayout layout = ParameterLayout.of(TinyModel.qwen(), new ScalarHead(3));
    assertThat(layout.contains("lm_head.weight")).isFalse();
    assertThat(layout.parameter("score.weight").shape()).containsExactly(3, 8);
    assertThat(layout.contains("score.bias")).isFalse();
    ParameterLayout ofTokens = ParameterLayout.of(TinyModel.qwen(), new ScalarHead(2, true));
    assertThat(ofTokens.parameter("score.bias").shape()).containsExactly(2);
  }

  @Test
  void aParameterThatFitsNoArrayIsRefused() {
    ModelConfig config =
        TinyModel.llama().toBuilder().hiddenSize(1 << 16).headDim(64).layers(64).build();
    assertThatThrownBy(() -> Flat.layout(config.toBuilder().intermediateSize(1 << 18).build()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("mlp.down_proj.weight has 17179869184 elements")
        .hasMessageContaining("choose a smaller model");
  }

  @Test
  void equality() {
    assertThat(Flat.layout(TinyModel.llama()))
        .isEqualTo(Flat.layout(TinyModel.llama()))
        .hasSameHashCodeAs(Flat.layout(TinyModel.llama()))
        .isNotEqualTo(Flat.layout(TinyModel.qwen()));
  }
}
