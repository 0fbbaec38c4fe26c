package dev.vireo.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class ModelConfigTest {
  @Test
  void defaults() {
    ModelConfig config =
        ModelConfig.builder(Architecture.LLAMA)
            .vocabularySize(100)
            .hiddenSize(32)
            .layers(1)
            .heads(4)
            .intermediateSize(64)
            .contextLength(16)
            .build();
    assertThat(config.keyValueHeads()).isEqualTo(4);
    assertThat(config.headDim()).isEqualTo(8);
    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.rmsNormEps()).isEqualTo(1e-6);
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.bosTokenId()).isNull();
    assertThat(config.eosTokenIds()).isEmpty();
    assertThat(config.padTokenId()).isNull();
  }

  @Test
  void onlyQwenHasBiases() {
    assertThat(TinyModel.qwen().qkvBias()).isTrue();
    assertThat(TinyModel.llama().qkvBias()).isFalse();
    assertThat(TinyModel.llama().architecture().modelType()).isEqualTo("llama");
  }

  @Test
  void builderStartsFromAConfiguration() {
    assertThat(TinyModel.qwen().toBuilder().build()).isEqualTo(TinyModel.qwen());
    assertThat(TinyModel.qwen().toBuilder().layers(3).build()).isNotEqualTo(TinyModel.qwen());
  }

  @Test
  void arraysAreCopied() {
    ModelConfig config = TinyModel.qwen();
    config.eosTokenIds()[0] = 7;
    assertThat(config.eosTokenIds()).containsExactly(256, 257);
  }

  @Test
  void travelsBetweenMachines() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(TinyModel.qwen());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(TinyModel.qwen());
    }
  }

  @Test
  void impossibleValuesAreNamed() {
    assertRefused(b -> b.vocabularySize(0), "vocab_size 0");
    assertRefused(b -> b.hiddenSize(-1), "hidden_size -1");
    assertRefused(b -> b.layers(0), "num_hidden_layers 0");
    assertRefused(b -> b.layers(1_000_000_000), "num_hidden_layers 1000000000");
    assertRefused(b -> b.heads(0).keyValueHeads(1), "num_attention_heads 0");
    assertRefused(b -> b.keyValueHeads(3), "not a multiple of num_key_value_heads 3");
    assertRefused(b -> b.headDim(3), "head_dim 3 is odd");
    assertRefused(b -> b.headDim(1 << 30), "too wide");
    assertRefused(b -> b.intermediateSize(0), "intermediate_size 0");
    assertRefused(b -> b.contextLength(0), "max_position_embeddings 0");
    assertRefused(b -> b.ropeTheta(0), "rope_theta 0.0");
    assertRefused(b -> b.ropeTheta(Double.NaN), "rope_theta NaN");
    assertRefused(b -> b.rmsNormEps(-1), "rms_norm_eps -1.0");
    assertRefused(b -> b.eosTokenIds(260), "eos_token_id 260");
    assertRefused(b -> b.bosTokenId(-1), "bos_token_id -1");
    assertRefused(b -> b.padTokenId(1000), "pad_token_id 1000");
  }

  private static void assertRefused(UnaryOperator<ModelConfigBuilder> change, String message) {
    assertThatThrownBy(() -> change.apply(TinyModel.llama().toBuilder()).build())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
