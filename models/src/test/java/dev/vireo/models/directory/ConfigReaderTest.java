package dev.vireo.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.RopeScaling;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.architecture.TinyModel;
import dev.vireo.models.parameters.FloatFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// Over 300 lines: a case for each key that a config.json may have.
final class ConfigReaderTest {
  private static final String LLAMA =
      """
      {"architectures":["LlamaForCausalLM"],"model_type":"llama","vocab_size":300,"hidden_size":16,
      "intermediate_size":24,"num_hidden_layers":2,"num_attention_heads":4,
      "num_key_value_heads":2,"max_position_embeddings":128,"rms_norm_eps":1e-05,
      "rope_theta":500000.0,"bos_token_id":1,"eos_token_id":[2,3]%s}""";

  /** As transformers 4.4x and 5.x write them, shapes apart. */
  private static final String QWEN2 =
      """
      {"architectures":["Qwen2ForCausalLM"],"attention_dropout":0.0,"bos_token_id":151643,
      "dtype":"bfloat16","eos_token_id":151645,"hidden_act":"silu","hidden_size":896,
      "initializer_range":0.02,"intermediate_size":4864,
      "layer_types":["full_attention","full_attention"],"max_position_embeddings":32768,
      "max_window_layers":21,"model_type":"qwen2","num_attention_heads":14,"num_hidden_layers":2,
      "num_key_value_heads":2,"pad_token_id":null,"rms_norm_eps":1e-06,
      "rope_parameters":{"rope_theta":1000000.0,"rope_type":"default"},"sliding_window":null,
      "tie_word_embeddings":true,"transformers_version":"5.0.0","use_cache":true,
      "use_sliding_window":false,"vocab_size":151936}""";

  private static final String MISTRAL =
      """
      {"architectures":["MistralForCausalLM"],"attention_dropout":0.0,"bos_token_id":1,
      "eos_token_id":2,"hidden_act":"silu","hidden_size":64,"initializer_range":0.02,
      "intermediate_size":96,"head_dim":32,"max_position_embeddings":1024,"model_type":"mistral",
      "num_attention_heads":4,"num_hidden_layers":1,"num_key_value_heads":2,
      "rms_norm_eps":1e-05,"rope_theta":1000000.0,"sliding_window":%s,
      "tie_word_embeddings":false,"torch_dtype":"bfloat16","use_cache":true,"vocab_size":320}""";

  private static final String QWEN3 =
      """
      {"architectures":["Qwen3ForCausalLM"],"attention_bias":false,"attention_dropout":0.0,
      "bos_token_id":151643,"dtype":"bfloat16","eos_token_id":151645,"head_dim":128,
      "hidden_act":"silu","hidden_size":1024,"initializer_range":0.02,"intermediate_size":3072,
      "max_position_embeddings":40960,"max_window_layers":36,"model_type":"qwen3",
      "num_attention_heads":16,"num_hidden_layers":2,"num_key_value_heads":8,
      "pad_token_id":null,"rms_norm_eps":1e-06,"rope_scaling":null,"rope_theta":1000000,
      "sliding_window":null,"tie_word_embeddings":true,"transformers_version":"4.51.0",
      "use_cache":true,"use_sliding_window":false,"vocab_size":151936}""";

  @TempDir private Path directory;

  private ModelConfig read(String json) throws IOException {
    return ConfigReader.read(
            Files.writeString(directory.resolve("config.json"), json), Head.Kind.LANGUAGE_MODEL)
        .config();
  }

  private void assertRefused(String json, String... parts) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(directory.resolve("config.json").toString())
        .hasMessageNotContaining("\n")
        .satisfies(error -> assertThat(error.getMessage()).contains(parts));
  }

  @Test
  void readsLlama() throws IOException {
    assertThat(read(LLAMA.formatted("")))
        .isEqualTo(
            ModelConfig.builder(Architecture.LLAMA)
                .vocabularySize(300)
                .hiddenSize(16)
                .intermediateSize(24)
                .layers(2)
                .heads(4)
                .keyValueHeads(2)
                .contextLength(128)
                .rmsNormEps(1e-5)
                .ropeTheta(500_000)
                .bosTokenId(1)
                .eosTokenIds(2, 3)
                .build());
  }

  @Test
  void readsQwen2() throws IOException {
    ModelConfig config = read(QWEN2);
    assertThat(config.architecture()).isEqualTo(Architecture.QWEN2);
    assertThat(config.ropeTheta()).isEqualTo(1e6);
    assertThat(config.headDim()).isEqualTo(64);
    assertThat(config.tiedEmbeddings()).isTrue();
    assertThat(config.padTokenId()).isNull();
  }

  @Test
  void readsMistral() throws IOException {
    assertThat(read(MISTRAL.formatted("null")).headDim()).isEqualTo(32);
    assertThat(read(MISTRAL.formatted("null")).slidingWindow()).isNull();
    assertThat(read(MISTRAL.formatted("1023")).slidingWindow()).isEqualTo(1023);
    assertThat(read(MISTRAL.formatted("1024")).slidingWindow())
        .as("a window that covers the context is none")
        .isNull();
    assertRefused(MISTRAL.formatted("0"), "sliding_window 0 is not positive");
    assertRefused(
        MISTRAL.formatted("8,\"layer_types\":[\"full_attention\"]"),
        "layer_types says full_attention but sliding_window is 8");
  }

  @Test
  void aMistralThatDoesNotNameItsWindowHasTransformersOwn() throws IOException {
    String silent =
        MISTRAL
            .replace("\"sliding_window\":%s,", "")
            .replace("\"max_position_embeddings\":1024", "\"max_position_embeddings\":8192");
    assertThat(read(silent).slidingWindow()).isEqualTo(4096);
  }

  @Test
  void readsQwen3() throws IOException {
    ModelConfig config = read(QWEN3);
    assertThat(config.architecture()).isEqualTo(Architecture.QWEN3);
    assertThat(config.headDim()).isEqualTo(128);
    assertThat(config.headNorm()).isTrue();
    assertThat(config.qkvBias()).isFalse();
    assertRefused(
        QWEN3.replace("\"attention_bias\":false", "\"attention_bias\":true"), "bias true");
    assertRefused(QWEN3.replace("\"head_dim\":128,", ""), "head_dim is missing");
  }

  @Test
  void windowsOfSomeLayersAreRefused() throws IOException {
    String windowed =
        QWEN3
            .replace("\"use_sliding_window\":false", "\"use_sliding_window\":true")
            .replace("\"sliding_window\":null", "\"sliding_window\":4096");
    assertThat(read(windowed)).as("from layer 36 of 2").isEqualTo(read(QWEN3));
    String ofTheLast = windowed.replace("\"max_window_layers\":36", "\"max_window_layers\":1");
    assertRefused(ofTheLast, "sliding_window 4096 is not supported");
    assertThat(read(ofTheLast.replace("\"sliding_window\":4096", "\"sliding_window\":40960")))
        .isEqualTo(read(QWEN3));
  }

  @Test
  void readsStretchedPositionsInBothSpellings() throws IOException {
    String scaling =
        "\"factor\":32.0,\"high_freq_factor\":4.0,\"low_freq_factor\":1.0,"
            + "\"original_max_position_embeddings\":8192,\"rope_type\":\"llama3\"";
    ModelConfig old = read(LLAMA.formatted(",\"rope_scaling\":{" + scaling + "}"));
    assertThat(old.ropeScaling()).isEqualTo(new RopeScaling(32, 1, 4, 8192));
    assertThat(old.ropeTheta()).isEqualTo(500_000);
    String inside =
        LLAMA
            .replace("\"rope_theta\":500000.0,", "")
            .formatted(",\"rope_parameters\":{\"rope_theta\":500000.0," + scaling + "}");
    assertThat(read(inside)).isEqualTo(old);
    assertRefused(
        LLAMA.formatted(",\"rope_parameters\":{\"rope_theta\":10000.0}"),
        "rope_theta is 500000.0 but 10000.0 within rope_parameters");
    assertRefused(
        LLAMA.formatted(
            ",\"rope_parameters\":{\"rope_type\":\"default\"},\"rope_scaling\":{" + scaling + "}"),
        "rope_scaling and rope_parameters are both there");
    assertRefused(
        LLAMA.formatted(",\"rope_scaling\":{" + scaling.replace("32.0", "0.5") + "}"),
        "factor 0.5 is not a number of at least 1");
  }

  @Test
  void readsRewardModels() throws IOException {
    String json = LLAMA.replace("LlamaForCausalLM", "LlamaForSequenceClassification");
    Path file =
        Files.writeString(
            directory.resolve("config.json"), json.formatted(",\"id2label\":{\"0\":\"LABEL_0\"}"));
    assertThat(ConfigReader.read(file, Head.Kind.SCALAR))
        .isEqualTo(
            new ConfigReader.Described(
                read(LLAMA.formatted("")), new ScalarHead(1), List.of("LABEL_0")));
    Files.writeString(file, json.formatted(",\"id2label\":{\"1\":\"good\",\"0\":\"bad\"}"));
    assertThat(ConfigReader.read(file, Head.Kind.SCALAR).labels()).containsExactly("bad", "good");
    Files.writeString(file, json.formatted(""));
    assertThat(ConfigReader.read(file, Head.Kind.SCALAR).labels())
        .containsExactly("LABEL_0", "LABEL_1");
    Files.writeString(file, json.formatted(",\"num_labels\":3"));
    assertThat(ConfigReader.read(file, Head.Kind.SCALAR).labels()).hasSize(3);
    Files.writeString(file, json.formatted(",\"num_labels\":0"));
    assertThatThrownBy(() -> ConfigReader.read(file, Head.Kind.SCALAR))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the model has 0 labels; it must have 1 to 10000");
    Files.writeString(file, json.formatted(",\"id2label\":{\"1\":\"good\"}"));
    assertThatThrownBy(() -> ConfigReader.read(file, Head.Kind.SCALAR))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("id2label has no name for the label 0");
    Files.writeString(file, LLAMA.formatted(",\"num_labels\":1"));
    assertThatThrownBy(() -> ConfigReader.read(file, Head.Kind.SCALAR))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("here only LlamaForSequenceClassification");
  }

  @Test
  void readsModelsThatScoreTokens() throws IOException {
    String json = LLAMA.replace("LlamaForCausalLM", "LlamaForTokenClassification");
    Path file = Files.writeString(directory.resolve("config.json"), json.formatted(""));
    assertThat(ConfigReader.kind(file)).isEqualTo(Head.Kind.TOKEN);
    assertThat(ConfigReader.read(file, Head.Kind.TOKEN))
        .isEqualTo(
            new ConfigReader.Described(
                read(LLAMA.formatted("")), new ScalarHead(2, true), List.of("LABEL_0", "LABEL_1")));
    Files.writeString(file, json.formatted(""));
    assertThatThrownBy(() -> ConfigReader.read(file, Head.Kind.SCALAR))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "architectures \"LlamaForTokenClassification\" is not supported, here only"
                + " LlamaForSequenceClassification");
  }

  @Test
  void whatIsWrittenReadsBack() throws IOException {
    for (ModelConfig config :
        new ModelConfig[] {
          TinyModel.llama(),
          TinyModel.qwen(),
          TinyModel.llama().toBuilder().eosTokenIds().padTokenId(null).build(),
          read(MISTRAL.formatted("null")),
          read(MISTRAL.formatted("512")),
          read(QWEN3),
          TinyModel.llama().toBuilder().ropeScaling(new RopeScaling(8, 1, 4, 32)).build(),
          read(QWEN2)
        }) {
      byte[] json = ConfigWriter.write(config, new LanguageModelHead(), FloatFormat.BFLOAT16);
      assertThat(read(new String(json, StandardCharsets.UTF_8))).isEqualTo(config);
    }
  }

  @Test
  void writesWhatTransformersWouldOtherwiseFillIn() {
    String json =
        new String(
            ConfigWriter.write(TinyModel.qwen(), new LanguageModelHead(), FloatFormat.FLOAT32),
            StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            """
            {
              "architectures": [
                "Qwen2ForCausalLM"
              ],
              "attention_dropout": 0.0,
              "bos_token_id": 1,
              "eos_token_id": [
                256,
                257
              ],
              "head_dim": 6,
              "hidden_act": "silu",
              "hidden_size": 8,
              "intermediate_size": 12,
              "max_position_embeddings": 64,
              "model_type": "qwen2",
              "num_attention_heads": 2,
              "num_hidden_layers": 1,
              "num_key_value_heads": 1,
              "pad_token_id": null,
              "rms_norm_eps": 1.0E-5,
              "rope_theta": 1000000.0,
              "sliding_window": null,
              "tie_word_embeddings": false,
              "torch_dtype": "float32",
              "use_cache": true,
              "vocab_size": 260
            }
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "hidden_act":"gelu"                                   | hidden_act "gelu" is not supported, only "silu"
          "attention_bias":true                                 | attention_bias true is not supported
          "mlp_bias":true                                       | mlp_bias true is not supported
          "attention_dropout":0.1                               | attention_dropout 0.1 is not supported
          "rope_scaling":{"rope_type":"llama3","factor":8.0}    | low_freq_factor is missing
          "rope_scaling":{"rope_type":"yarn","factor":8.0}      | rope_scaling {"rope_type":"yarn","factor":8.0} is not supported
          "rope_scaling":{"rope_type":"llama3","beta_fast":8}   | rope_scaling
          "rope_scaling":{"type":"linear","rope_type":"default"} | rope_scaling
          "rope_parameters":{"partial_rotary_factor":0.5}       | rope_parameters
          "use_sliding_window":true,"sliding_window":32         | sliding_window 32 is not supported
          "rope_scaling":{"type":"linear","factor":2.0}         | rope_scaling
          "rope_parameters":{"rope_type":"yarn"}                | rope_parameters
          "sliding_window":32                                   | sliding_window 32 is not supported
          "layer_types":["sliding_attention"]                   | layer_types "sliding_attention" is not supported
          "quantization_config":{"bits":4}                      | "quantization_config" is not supported (its value is {"bits":4}): load the model with transformers, call dequantize()
          "partial_rotary_factor":0.5                           | partial_rotary_factor 0.5 is not supported, only 1
          "auto_map":{"AutoModel":"modeling.Evil"}              | "auto_map" is not supported (its value is {"AutoModel":"modeling.Evil"}): it names code
          "logits_scaling":2                                    | "logits_scaling" is not supported (its value is 2): delete the key from config.json if transformers computes the same logits without it
          "rope_interleaved":true                               | "rope_interleaved" is not supported
          "is_encoder_decoder":true                             | "is_encoder_decoder" is not supported
          "add_cross_attention":true                            | "add_cross_attention" is not supported
          "pruned_heads":{"0":[1]}                              | "pruned_heads" is not supported
          "num_experts":8                                       | "num_experts" is not supported
          "attention_version":2                                 | "attention_version" is not supported
          "pad_token_id":-2                                     | pad_token_id -2 is not a token of a vocabulary of 300
          """)
  void unsupportedFeaturesAreRefusedByName(String feature, String message) {
    assertRefused(LLAMA.formatted("," + feature), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "some_new_feature":false
          "some_new_feature":null
          "pruned_heads":{}
          "rope_scaling":null
          "rope_scaling":{"rope_type":"default"}
          "attention_bias":false,"mlp_bias":false
          "_name_or_path":"x","transformers_version":"4.55.0","torch_dtype":"bfloat16"
          "is_llama_config":true,"rope_interleaved":false,"transformers.js_config":{"kv_cache_dtype":{"q4f16":"float16"}}
          "unsloth_version":"2026.1","unsloth_fixed":true,"unsloth_training_args":{"x":1}
          "max_sequence_length":2048,"n_positions":2048,"model_max_length":4096,"seq_length":2048
          "_attn_implementation":"eager","attn_implementation":"sdpa","use_flash_attention_2":true,"_commit_hash":"f00"
          "gradient_checkpointing":true,"neftune_noise_alpha":5,"torchscript":true,"tf_legacy_loss":true
          "output_hidden_states":true,"output_attentions":true,"return_dict_in_generate":true,"output_scores":true
          "sep_token_id":4,"unk_token_id":0,"decoder_start_token_id":1,"forced_bos_token_id":0,"mask_token_id":4
          "task_specific_params":{"text-generation":{"do_sample":true}},"prefix":"x","finetuning_task":"x"
          "is_decoder":true,"do_sample":true,"early_stopping":true,"bad_words_ids":[[1]],"suppress_tokens":[1]
          "max_new_tokens":5,"exponential_decay_length_penalty":[1,2],"remove_invalid_values":true
          "hidden_dropout":0.1,"classifier_dropout":0.1,"resid_pdrop":0.1,"embd_pdrop":0.1,"init_std":0.02
          "partial_rotary_factor":1.0,"llamafactory_version":"0.9","pad_token_id":-1
          """)
  void whatIsOffOrHarmlessIsAccepted(String feature) throws IOException {
    assertThat(read(LLAMA.formatted("," + feature))).isEqualTo(read(LLAMA.formatted("")));
  }

  @Test
  void minusOneIsNoSpecialToken() throws IOException {
    ModelConfig config =
        read(
            LLAMA
                .formatted(",\"pad_token_id\":-1")
                .replace("\"bos_token_id\":1", "\"bos_token_id\":-1")
                .replace("[2,3]", "[2,-1]"));
    assertThat(config.padTokenId()).isNull();
    assertThat(config.bosTokenId()).isNull();
    assertThat(config.eosTokenIds()).containsExactly(2);
  }

  @Test
  void otherArchitecturesAreRefused() {
    assertRefused(
        LLAMA.formatted("").replace("\"llama\"", "\"gpt2\""),
        "model_type \"gpt2\" is not supported; supported are llama, mistral, qwen2, qwen3");
    assertRefused(
        LLAMA.formatted("").replace("LlamaForCausalLM", "LlamaForTokenClassification"),
        "architectures \"LlamaForTokenClassification\"",
        "here only LlamaForCausalLM");
    assertRefused("{}", "model_type is missing");
  }

  @Test
  void missingAndMistypedValuesAreNamed() {
    assertRefused(LLAMA.formatted("").replace("\"hidden_size\":16,", ""), "hidden_size is missing");
    assertRefused(
        LLAMA.formatted("").replace("\"hidden_size\":16", "\"hidden_size\":16.5"),
        "hidden_size 16.5 is not a whole number");
    assertRefused(
        LLAMA.formatted("").replace("\"hidden_size\":16", "\"hidden_size\":\"16\""),
        "hidden_size \"16\" is not a whole number");
    assertRefused(
        LLAMA.formatted("").replace("500000.0", "\"big\""), "rope_theta \"big\" is not a number");
    assertRefused(
        LLAMA.formatted(",\"tie_word_embeddings\":1"), "tie_word_embeddings 1 is neither");
    assertRefused(LLAMA.formatted("").replace("[2,3]", "[2,300]"), "eos_token_id 300");
    assertRefused(
        LLAMA.formatted("").replace("\"num_key_value_heads\":2", "\"num_key_value_heads\":3"),
        "num_key_value_heads 3");
    assertRefused(
        MISTRAL.formatted("null").replace("\"num_key_value_heads\":2,", ""),
        "num_key_value_heads is missing");
  }

  @Test
  void brokenFilesAreNamed() {
    assertRefused("", "it is not");
    assertRefused("{\"model_type\":", "not valid JSON");
    assertRefused("[]", "not a JSON object");
    assertRefused("{\"model_type\":\"llama\",\"model_type\":\"qwen2\"}", "not valid JSON");
    assertThatThrownBy(
            () -> ConfigReader.read(directory.resolve("absent.json"), Head.Kind.LANGUAGE_MODEL))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such file");
  }
}
