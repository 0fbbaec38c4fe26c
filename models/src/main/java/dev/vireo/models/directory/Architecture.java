package dev.vireo.models.directory;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The decoder families that can be read, trained and written, by the names Hugging Face gives them.
 */
public enum Architecture {
  /** RMSNorm, rotary positions, grouped-query attention, SwiGLU. */
  LLAMA("llama", "LlamaForCausalLM", false),
  /** Llama's arithmetic with other defaults, as long as no sliding window is configured. */
  MISTRAL("mistral", "MistralForCausalLM", false),
  /** Llama with a bias on the query, key and value projections. */
  QWEN2("qwen2", "Qwen2ForCausalLM", true);

  private final String modelType;
  private final String className;
  private final boolean qkvBias;

  Architecture(String modelType, String className, boolean qkvBias) {
    this.modelType = modelType;
    this.className = className;
    this.qkvBias = qkvBias;
  }

  /** The value of {@code model_type} in config.json, such as {@code qwen2}. */
  public String modelType() {
    return modelType;
  }

  /** The one entry of {@code architectures} in config.json, such as {@code Qwen2ForCausalLM}. */
  public String className() {
    return className;
  }

  /** Whether the query, key and value projections add a bias. */
  public boolean qkvBias() {
    return qkvBias;
  }

  /**
   * The architecture of a {@code model_type}.
   *
   * @throws InputException if it is none of those supported
   */
  public static Architecture ofModelType(String modelType) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.modelType.equals(modelType))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "model_type \""
                        + modelType
                        + "\" is not supported; supported are "
                        + Arrays.stream(values())
                            .map(Architecture::modelType)
                            .collect(Collectors.joining(", "))));
  }
}
