package dev.vireo.models.architecture;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The supported decoder families, by their Hugging Face names. */
public enum Architecture {
  /** RMSNorm, rotary positions, grouped-query attention, SwiGLU. */
  LLAMA("llama", "Llama", false, false),
  /** Llama's arithmetic, optionally with a sliding window over the most recent tokens. */
  MISTRAL("mistral", "Mistral", false, false),
  /** Llama with a bias on the query, key and value projections. */
  QWEN2("qwen2", "Qwen2", true, false),
  /** Llama with an RMSNorm on every query and key head. */
  QWEN3("qwen3", "Qwen3", false, true);

  private final String modelType;
  private final String classPrefix;
  private final boolean qkvBias;
  private final boolean headNorm;

  Architecture(String modelType, String classPrefix, boolean qkvBias, boolean headNorm) {
    this.modelType = modelType;
    this.classPrefix = classPrefix;
    this.qkvBias = qkvBias;
    this.headNorm = headNorm;
  }

  /** The value of {@code model_type} in config.json, such as {@code qwen2}. */
  public String modelType() {
    return modelType;
  }

  /**
   * The single entry of {@code architectures} in the config.json of a model with this kind of head,
   * such as {@code Qwen2ForCausalLM}.
   */
  public String className(Head.Kind kind) {
    return classPrefix + kind.classSuffix();
  }

  /** Whether the query, key and value projections add a bias. */
  public boolean qkvBias() {
    return qkvBias;
  }

  /** Whether every query and key head is normalised before rotary positions are applied. */
  public boolean headNorm() {
    return headNorm;
  }

  /**
   * The architecture with this {@code model_type}.
   *
   * @throws InputException if it is not supported
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
