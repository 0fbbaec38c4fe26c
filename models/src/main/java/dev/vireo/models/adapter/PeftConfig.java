package dev.vireo.models.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.json.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The adapter_config.json of a LoRA adapter, as PEFT, TRL and Unsloth write it: target modules,
 * ranks and scales. A setting that would change the merged model and is not supported is refused by
 * name.
 *
 * @param file path of the file, for messages
 * @param root the parsed JSON object
 */
record PeftConfig(Path file, JsonNode root) {
  /** PEFT's task type for each kind of head. */
  private static final Map<Head.Kind, String> TASKS =
      Map.of(
          Head.Kind.LANGUAGE_MODEL, "CAUSAL_LM",
          Head.Kind.SCALAR, "SEQ_CLS",
          Head.Kind.TOKEN, "TOKEN_CLS");

  /** The module name of a scalar head. */
  static final String SCORE = "score";

  /** What PEFT itself saves as the head of a classifier: no model here has the first of them. */
  private static final Set<String> HEADS = Set.of("classifier", SCORE);

  private static final String MODULES_TO_SAVE = "modules_to_save";

  private static final String USE_RSLORA = "use_rslora";

  /** How the name of a module's lower factor, A [r, in], ends; the other's is B [out, r]. */
  static final String LOWER = ".lora_A.weight";

  static final String UPPER = ".lora_B.weight";

  /** The key of the model that an adapter belongs to. */
  static final String BASE = "base_model_name_or_path";

  /** What an adapter whose tensors fit no module of the model is to do. */
  static final String OTHER_MODEL = "; use the model that this adapter was trained on";

  private static final String MERGE_THERE =
      "merge the adapter with PEFT (model.merge_and_unload()) and use the model that this gives";

  private static final Set<String> UNDERSTOOD =
      Set.of(
          "alpha_pattern",
          "bias",
          "exclude_modules",
          "init_lora_weights",
          "layers_pattern",
          "layers_to_transform",
          "lora_alpha",
          MODULES_TO_SAVE,
          "peft_type",
          "r",
          "rank_pattern",
          "target_modules",
          USE_RSLORA);

  /**
   * Settings that cannot affect the merged matrices: bookkeeping, settings of training only, and
   * settings of an initialisation that {@code init_lora_weights} names.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "auto_mapping",
          BASE,
          "corda_config",
          "ensure_weight_tying",
          "eva_config",
          "fan_in_fan_out",
          "inference_mode",
          "loftq_config",
          "lora_dropout",
          "lora_ga_config",
          "megatron_core",
          "peft_version",
          "qalora_group_size",
          "revision",
          "runtime_config",
          "task_type");

  /** Initialisations that leave the base model unchanged; all others subtract from its matrices. */
  private static final Set<String> BASE_STAYS =
      Set.of("true", "false", "gaussian", "eva", "orthogonal", "mica");

  /**
   * Reads the configuration from an adapter directory.
   *
   * @throws InputException if the file is missing or asks for something that is not supported
   */
  static PeftConfig read(Path directory) {
    Path file = directory.resolve(AdapterDirectory.CONFIG);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "Cannot read the adapter "
              + directory
              + ": there is no "
              + AdapterDirectory.CONFIG
              + " in it. Name a directory as PEFT writes it");
    }
    PeftConfig config = new PeftConfig(file, JsonFiles.read(file));
    config.check();
    return config;
  }

  private void check() {
    if (!root.path("peft_type").asText().equals("LORA")) {
      throw wrong(
          "peft_type "
              + root.path("peft_type")
              + " is not supported, only LORA: name an adapter of that kind, or "
              + MERGE_THERE);
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String key = entry.getKey();
      boolean known =
          UNDERSTOOD.contains(key) || HARMLESS.contains(key) || key.startsWith("unsloth_");
      if (!known && !off(entry.getValue())) {
        throw unsupported(key, MERGE_THERE);
      }
    }
    if (!root.path("bias").asText("none").equals("none")) {
      throw unsupported("bias", MERGE_THERE);
    }
    String initialisation = root.path("init_lora_weights").asText("true");
    if (!root.path("init_lora_weights").isNull() && !BASE_STAYS.contains(initialisation)) {
      throw unsupported(
          "init_lora_weights",
          "it belongs to a base model that PEFT changed when it began. Save the adapter with PEFT as"
              + " one of the unchanged base (save_pretrained with"
              + " path_initial_model_for_weight_conversion), or "
              + MERGE_THERE);
    }
    if (!root.path("r").canConvertToInt() || !root.path("lora_alpha").isNumber()) {
      throw wrong(
          "r or lora_alpha is missing or not a number; write what the adapter was trained with");
    }
    if (rank() <= 0) {
      throw wrong(
          "r " + rank() + " is not positive; write the rank that the adapter was trained with");
    }
  }

  int rank() {
    return root.get("r").intValue();
  }

  double alpha() {
    return root.get("lora_alpha").doubleValue();
  }

  boolean rankStabilised() {
    return root.path(USE_RSLORA).asBoolean();
  }

  /** Whether a module was fully trained, either by itself or as part of a larger module. */
  boolean isWhole(String module) {
    String parts = "." + module + ".";
    return strings(MODULES_TO_SAVE).stream().anyMatch(name -> parts.contains("." + name + "."));
  }

  /**
   * The settings of an adapter that treats every targeted module in every layer alike, as adapters
   * written by runs do.
   *
   * @throws InputException if the adapter does not
   */
  LoraSettings settings() {
    for (String key :
        List.of(
            "alpha_pattern",
            "exclude_modules",
            "layers_to_transform",
            MODULES_TO_SAVE,
            "rank_pattern")) {
      boolean head = key.equals(MODULES_TO_SAVE) && HEADS.containsAll(strings(key));
      if (!off(root.path(key)) && !head) {
        throw unsupported(
            key,
            "an adapter that is not merged has the same rank and scale on each target module of"
                + " every layer. Train it without this key, or "
                + MERGE_THERE);
      }
    }
    if (rankStabilised()) {
      throw unsupported(
          USE_RSLORA,
          "the scale of an adapter that is not merged is lora_alpha / r. For the same scale write %s false and lora_alpha %s"
              .formatted(USE_RSLORA, alpha() * Math.sqrt(rank())));
    }
    try {
      return new LoraSettings(rank(), alpha(), strings("target_modules"));
    } catch (InputException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The head of the adapted model: one score of a text, correctness of each token, or the language
   * model's.
   */
  Head head() {
    String task = root.path("task_type").asText();
    if (task.equals(TASKS.get(Head.Kind.TOKEN))) {
      return new ScalarHead(2, true);
    }
    return task.equals(TASKS.get(Head.Kind.SCALAR)) ? new ScalarHead(1) : new LanguageModelHead();
  }

  /** PEFT's task type for a model with this head. */
  static String task(Head head) {
    return TASKS.get(head.kind());
  }

  /** The string or list of strings under a key; empty if the key is absent or off. */
  List<String> strings(String key) {
    JsonNode node = root.path(key);
    if (node.isTextual()) {
      return List.of(node.textValue());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        throw wrong(key + " " + node + " is not a list of names");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** Whether a tensor's shape is not the one that the model and a module's rank ask for. */
  static boolean isOther(List<Long> stored, List<Integer> expected) {
    return !stored.equals(expected.stream().map(Integer::longValue).toList());
  }

  /**
   * A tensor of another shape, and whose fault that is: the file's, if all but the rank fits.
   *
   * @param rank that the file gives the tensor's module; 0 of a tensor that has none
   */
  InputException shape(String tensor, List<Long> stored, List<Integer> expected, int rank) {
    int place = tensor.endsWith(LOWER) ? 0 : 1;
    boolean fits =
        rank > 0
            && stored.size() == 2
            && stored.get(1 - place) == expected.get(1 - place).longValue();
    return wrong(
        "tensor %s is %s, not %s%s"
            .formatted(
                tensor,
                stored,
                expected,
                fits
                    ? "; its rank is %d, where r or rank_pattern says %d: write the one that it was trained with"
                        .formatted(stored.get(place), rank)
                    : OTHER_MODEL));
  }

  InputException unsupported(String key, String advice) {
    return wrong(key + " " + root.path(key) + " is not supported: " + advice);
  }

  InputException wrong(String what) {
    return new InputException("Cannot read the adapter " + file + ": " + what);
  }

  private static boolean off(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isNumber() && value.doubleValue() == 0)
        || (value.isContainerNode() && value.isEmpty());
  }
}
