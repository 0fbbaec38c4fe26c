package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.FloatFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads config.json of a Hugging Face model. Every key is understood, known not to affect the
 * arithmetic ({@link BookkeepingKeys}), or refused. A key that is off (null, false or empty) is
 * accepted whatever its name.
 */
final class ConfigReader {
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "architectures",
          "attention_bias",
          "attention_dropout",
          "bos_token_id",
          "eos_token_id",
          "head_dim",
          "hidden_act",
          "hidden_size",
          "id2label",
          "intermediate_size",
          "layer_types",
          "max_position_embeddings",
          "max_window_layers",
          "mlp_bias",
          "model_type",
          "num_attention_heads",
          "num_hidden_layers",
          "num_key_value_heads",
          "num_labels",
          "pad_token_id",
          "partial_rotary_factor",
          "rms_norm_eps",
          "rope_parameters",
          "rope_scaling",
          "rope_theta",
          "sliding_window",
          "tie_word_embeddings",
          "use_sliding_window",
          "vocab_size");

  /**
   * A model as config.json describes it.
   *
   * @param config the decoder's shape
   * @param head the model's head
   * @param labels name of each score of a scalar head, in order; empty for a language model
   */
  record Described(ModelConfig config, Head head, List<String> labels) {
    Described {
      labels = List.copyOf(labels);
    }
  }

  private final ConfigKeys keys;
  private final Head.Kind kind;

  private ConfigReader(Path file, Head.Kind kind) {
    this.keys = new ConfigKeys(file, JsonFiles.read(file));
    this.kind = kind;
  }

  /**
   * Reads the configuration of a model with this kind of head.
   *
   * @throws InputException if the model has another head or is not supported
   */
  static Described read(Path file, Head.Kind kind) {
    ConfigReader reader = new ConfigReader(file, kind);
    ModelConfig config = reader.read();
    return switch (kind) {
      case LANGUAGE_MODEL -> new Described(config, new LanguageModelHead(), List.of());
      case SCALAR, TOKEN -> {
        List<String> labels = new LabelKeys(reader.keys).labels();
        yield new Described(config, new ScalarHead(labels.size(), kind == Head.Kind.TOKEN), labels);
      }
    };
  }

  /**
   * The kind of head that a configuration names; a language model's unless it names a classifier.
   */
  static Head.Kind kind(Path file) {
    return Head.Kind.ofClassName(JsonFiles.read(file).path("architectures").path(0).asText());
  }

  /** The standard deviation that transformers uses for new parameters. */
  static double initializerRange(Path file) {
    ConfigKeys keys = new ConfigKeys(file, JsonFiles.read(file));
    return keys.number(keys.root(), "initializer_range", 0.02);
  }

  /** The format that config.json says the weights are stored in; float32 if it says none. */
  static FloatFormat storage(Path file) {
    JsonNode root = JsonFiles.read(file);
    String name = root.path("dtype").asText(root.path("torch_dtype").asText());
    return Arrays.stream(FloatFormat.values())
        .filter(format -> format.torchName().equals(name))
        .findFirst()
        .orElse(FloatFormat.FLOAT32);
  }

  private ModelConfig read() {
    JsonNode modelType = keys.root().path("model_type");
    if (!modelType.isTextual()) {
      throw keys.wrong("model_type is missing; is this a Hugging Face model?");
    }
    try {
      Architecture architecture = Architecture.ofModelType(modelType.textValue());
      refuseUnsupported(architecture);
      int vocabularySize = keys.required("vocab_size");
      int contextLength = keys.required("max_position_embeddings");
      RotaryKeys rotary = new RotaryKeys(keys);
      int[] bos = tokens("bos_token_id", vocabularySize);
      int[] pad = tokens("pad_token_id", vocabularySize);
      return ModelConfig.builder(architecture)
          .vocabularySize(vocabularySize)
          .hiddenSize(keys.required("hidden_size"))
          .layers(keys.required("num_hidden_layers"))
          .heads(keys.required("num_attention_heads"))
          .keyValueHeads(keyValueHeads(architecture))
          .headDim(headDim(architecture))
          .intermediateSize(keys.required("intermediate_size"))
          .contextLength(contextLength)
          .ropeTheta(rotary.theta())
          .ropeScaling(rotary.scaling())
          .slidingWindow(new WindowKeys(keys, contextLength).window(architecture))
          .rmsNormEps(keys.number(keys.root(), "rms_norm_eps", 1e-6))
          .tiedEmbeddings(keys.flag("tie_word_embeddings"))
          .bosTokenId(bos.length == 0 ? null : Integer.valueOf(bos[0]))
          .eosTokenIds(tokens("eos_token_id", vocabularySize))
          .padTokenId(pad.length == 0 ? null : Integer.valueOf(pad[0]))
          .build();
    } catch (InputException e) {
      if (e.getMessage().startsWith(keys.file().toString())) {
        throw e;
      }
      throw new InputException(keys.file() + ": " + e.getMessage(), e);
    }
  }

  private void refuseUnsupported(Architecture architecture) {
    String className = architecture.className(kind);
    for (JsonNode name : keys.root().path("architectures")) {
      if (!name.asText().equals(className)) {
        throw keys.unsupported("architectures", name, "here only " + className);
      }
    }
    refuseOther("hidden_act", "\"silu\"");
    refuseOther("attention_bias", String.valueOf(architecture.qkvBias()));
    refuseOther("mlp_bias", "false");
    if (keys.number(keys.root(), "attention_dropout", 0) != 0) {
      throw keys.unsupported("attention_dropout", keys.root().get("attention_dropout"), "only 0");
    }
    if (keys.number(keys.root(), "partial_rotary_factor", 1) != 1) {
      throw keys.unsupported(
          "partial_rotary_factor", keys.root().get("partial_rotary_factor"), "only 1");
    }
    for (Map.Entry<String, JsonNode> entry : keys.root().properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      if (!UNDERSTOOD.contains(key) && !BookkeepingKeys.contains(key, value) && !off(value)) {
        throw keys.wrong(
            "\""
                + key
                + "\" is not supported (its value is "
                + ConfigKeys.shortened(value)
                + "): "
                + BookkeepingKeys.advice(key));
      }
    }
  }

  private void refuseOther(String key, String only) {
    if (keys.present(key) && !keys.root().get(key).toString().equals(only)) {
      throw keys.unsupported(key, keys.root().get(key), "only " + only);
    }
  }

  private int keyValueHeads(Architecture architecture) {
    if (!keys.present("num_key_value_heads") && architecture == Architecture.LLAMA) {
      return keys.required("num_attention_heads");
    }
    return keys.required("num_key_value_heads");
  }

  /**
   * The {@code head_dim}; 0 stands for hidden size / heads. Only Qwen3 has another default, and it
   * always writes the key.
   */
  private int headDim(Architecture architecture) {
    return keys.present("head_dim") || architecture == Architecture.QWEN3
        ? keys.required("head_dim")
        : 0;
  }

  private int[] tokens(String key, int vocabularySize) {
    return TokenIds.read(keys.file(), keys.root(), key, vocabularySize);
  }

  private static boolean off(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isContainerNode() && value.isEmpty());
  }
}
