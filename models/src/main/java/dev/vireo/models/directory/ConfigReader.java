package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Reads config.json of a Hugging Face model. Every key is either understood, known to leave the
 * arithmetic alone, or refused; a key that says "off" (null, false, empty) is fine whatever its
 * name.
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
          "intermediate_size",
          "layer_types",
          "max_position_embeddings",
          "mlp_bias",
          "model_type",
          "num_attention_heads",
          "num_hidden_layers",
          "num_key_value_heads",
          "pad_token_id",
          "rms_norm_eps",
          "rope_parameters",
          "rope_scaling",
          "rope_theta",
          "sliding_window",
          "tie_word_embeddings",
          "use_sliding_window",
          "vocab_size");

  /** Bookkeeping, initialisation, and defaults of a generation loop that is not ours. */
  private static final Set<String> HARMLESS =
      Set.of(
          "_attn_implementation_autoset",
          "_name_or_path",
          "chunk_size_feed_forward",
          "diversity_penalty",
          "dtype",
          "encoder_no_repeat_ngram_size",
          "id2label",
          "initializer_range",
          "label2id",
          "length_penalty",
          "max_length",
          "max_window_layers",
          "min_length",
          "no_repeat_ngram_size",
          "num_beam_groups",
          "num_beams",
          "num_return_sequences",
          "pretraining_tp",
          "repetition_penalty",
          "return_dict",
          "temperature",
          "tokenizer_class",
          "top_k",
          "top_p",
          "torch_dtype",
          "transformers_version",
          "typical_p",
          "use_cache");

  private final Path file;
  private final JsonNode root;

  private ConfigReader(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  static ModelConfig read(Path file) {
    return new ConfigReader(file, JsonFiles.read(file)).read();
  }

  private ModelConfig read() {
    JsonNode modelType = root.path("model_type");
    if (!modelType.isTextual()) {
      throw wrong("model_type is missing; is this a Hugging Face model?");
    }
    try {
      Architecture architecture = Architecture.ofModelType(modelType.textValue());
      refuseUnsupported(architecture);
      int vocabularySize = required("vocab_size");
      int contextLength = required("max_position_embeddings");
      refuseSlidingWindow(architecture, contextLength);
      int[] bos = TokenIds.read(file, root, "bos_token_id", vocabularySize);
      int[] pad = TokenIds.read(file, root, "pad_token_id", vocabularySize);
      return ModelConfig.builder(architecture)
          .vocabularySize(vocabularySize)
          .hiddenSize(required("hidden_size"))
          .layers(required("num_hidden_layers"))
          .heads(required("num_attention_heads"))
          .keyValueHeads(keyValueHeads(architecture))
          .headSize(present("head_dim") ? required("head_dim") : 0)
          .feedForwardSize(required("intermediate_size"))
          .contextLength(contextLength)
          .ropeTheta(ropeTheta())
          .normFloor(number(root, "rms_norm_eps", 1e-6))
          .tiedEmbeddings(flag("tie_word_embeddings"))
          .bosTokenId(bos.length == 0 ? null : Integer.valueOf(bos[0]))
          .eosTokenIds(TokenIds.read(file, root, "eos_token_id", vocabularySize))
          .padTokenId(pad.length == 0 ? null : Integer.valueOf(pad[0]))
          .build();
    } catch (InputException e) {
      if (e.getMessage().startsWith(file.toString())) {
        throw e;
      }
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  private void refuseUnsupported(Architecture architecture) {
    for (JsonNode name : root.path("architectures")) {
      if (!name.asText().equals(architecture.className())) {
        throw unsupported(
            "architectures", name, "for this model_type only " + architecture.className());
      }
    }
    if (present("hidden_act") && !root.get("hidden_act").asText().equals("silu")) {
      throw unsupported("hidden_act", root.get("hidden_act"), "only silu");
    }
    if (present("attention_bias") && flag("attention_bias") != architecture.qkvBias()) {
      throw unsupported(
          "attention_bias", root.get("attention_bias"), "only " + architecture.qkvBias());
    }
    if (flag("mlp_bias")) {
      throw unsupported("mlp_bias", root.get("mlp_bias"), "only false");
    }
    if (number(root, "attention_dropout", 0) != 0) {
      throw unsupported("attention_dropout", root.get("attention_dropout"), "only 0");
    }
    for (String key : new String[] {"rope_scaling", "rope_parameters"}) {
      refuseRopeScaling(key);
    }
    for (JsonNode type : root.path("layer_types")) {
      if (!type.asText().equals("full_attention")) {
        throw unsupported("layer_types", type, "only full_attention");
      }
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String key = entry.getKey();
      if (!UNDERSTOOD.contains(key) && !HARMLESS.contains(key) && !off(entry.getValue())) {
        throw wrong(
            "\""
                + key
                + "\" is not supported (its value is "
                + shortened(entry.getValue())
                + "); remove the key only if the model computes the same without it");
      }
    }
  }

  private void refuseRopeScaling(String key) {
    JsonNode scaling = root.path(key);
    for (Map.Entry<String, JsonNode> entry : scaling.properties()) {
      boolean type = entry.getKey().equals("rope_type") || entry.getKey().equals("type");
      boolean theta = entry.getKey().equals("rope_theta");
      if (!theta && !(type && entry.getValue().asText().equals("default"))) {
        throw unsupported(key, scaling, "only the default rotary positions");
      }
    }
  }

  private void refuseSlidingWindow(Architecture architecture, int contextLength) {
    boolean used =
        architecture == Architecture.QWEN2 ? flag("use_sliding_window") : present("sliding_window");
    if (used
        && !(root.path("sliding_window").canConvertToInt()
            && root.path("sliding_window").intValue() >= contextLength)) {
      throw unsupported(
          "sliding_window",
          root.path("sliding_window"),
          "only null, or a window that covers max_position_embeddings");
    }
  }

  private int keyValueHeads(Architecture architecture) {
    if (!present("num_key_value_heads") && architecture == Architecture.LLAMA) {
      return required("num_attention_heads");
    }
    return required("num_key_value_heads");
  }

  private double ropeTheta() {
    JsonNode parameters = root.path("rope_parameters");
    return number(parameters.has("rope_theta") ? parameters : root, "rope_theta", 10_000);
  }

  private boolean present(String key) {
    return root.hasNonNull(key);
  }

  private int required(String key) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      throw wrong(key + " is missing");
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(key + " " + shortened(node) + " is not a whole number that fits 32 bits");
    }
    return node.intValue();
  }

  private double number(JsonNode object, String key, double whenAbsent) {
    JsonNode node = object.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return whenAbsent;
    }
    if (!node.isNumber()) {
      throw wrong(key + " " + shortened(node) + " is not a number");
    }
    return node.doubleValue();
  }

  private boolean flag(String key) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    if (!node.isBoolean()) {
      throw wrong(key + " " + shortened(node) + " is neither true nor false");
    }
    return node.booleanValue();
  }

  private static boolean off(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isContainerNode() && value.isEmpty());
  }

  private InputException unsupported(String key, JsonNode value, String supported) {
    return wrong(key + " " + shortened(value) + " is not supported, " + supported);
  }

  private InputException wrong(String what) {
    return new InputException(file + ": " + what);
  }

  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= 120 ? text : text.substring(0, 120) + "...";
  }
}
