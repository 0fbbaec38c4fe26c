package dev.vireo.models.parameters;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.ModelConfig;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The order of a model's parameters in one flat array: sorted by name, without gaps. An output
 * projection that is tied to the embedding is not listed.
 */
public final class ParameterLayout implements Serializable {
  /** The longest float array a Java virtual machine gives. */
  private static final long LARGEST_SIZE = Integer.MAX_VALUE - 8L;

  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String OUTPUT_PROJECTION = "lm_head.weight";

  /** The projection of a reward model, from a hidden state to its scores. */
  public static final String SCORE = "score.weight";

  private final List<Parameter> parameters;
  private final Map<String, Parameter> byName;
  private final int size;

  private ParameterLayout(List<Parameter> parameters, int size) {
    this.parameters = List.copyOf(parameters);
    this.size = size;
    this.byName = new HashMap<>();
    for (Parameter parameter : parameters) {
      byName.put(parameter.name(), parameter);
    }
  }

  /**
   * The layout of a model.
   *
   * @throws InputException if the parameters do not fit one array (about 2.1 billion)
   */
  public static ParameterLayout of(ModelConfig config) {
    SortedMap<String, List<Integer>> shapes = body(config);
    if (!config.tiedEmbeddings()) {
      shapes.put(OUTPUT_PROJECTION, List.of(config.vocabularySize(), config.hiddenSize()));
    }
    return of(shapes);
  }

  /**
   * The layout of a reward model: scores in the place of the vocabulary.
   *
   * @param labels number of scores
   * @throws InputException if the parameters do not fit one array (about 2.1 billion)
   */
  public static ParameterLayout ofRewardModel(ModelConfig config, int labels) {
    SortedMap<String, List<Integer>> shapes = body(config);
    shapes.put(SCORE, List.of(labels, config.hiddenSize()));
    return of(shapes);
  }

  private static SortedMap<String, List<Integer>> body(ModelConfig config) {
    int hidden = config.hiddenSize();
    int queryWidth = Math.multiplyExact(config.heads(), config.headSize());
    int keyValueWidth = Math.multiplyExact(config.keyValueHeads(), config.headSize());
    SortedMap<String, List<Integer>> shapes = new TreeMap<>();
    shapes.put(EMBEDDING, List.of(config.vocabularySize(), hidden));
    shapes.put("model.norm.weight", List.of(hidden));
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "input_layernorm.weight", List.of(hidden));
      shapes.put(prefix + "post_attention_layernorm.weight", List.of(hidden));
      shapes.put(prefix + "self_attn.q_proj.weight", List.of(queryWidth, hidden));
      shapes.put(prefix + "self_attn.k_proj.weight", List.of(keyValueWidth, hidden));
      shapes.put(prefix + "self_attn.v_proj.weight", List.of(keyValueWidth, hidden));
      shapes.put(prefix + "self_attn.o_proj.weight", List.of(hidden, queryWidth));
      if (config.qkvBias()) {
        shapes.put(prefix + "self_attn.q_proj.bias", List.of(queryWidth));
        shapes.put(prefix + "self_attn.k_proj.bias", List.of(keyValueWidth));
        shapes.put(prefix + "self_attn.v_proj.bias", List.of(keyValueWidth));
      }
      if (config.headNorm()) {
        shapes.put(prefix + "self_attn.q_norm.weight", List.of(config.headSize()));
        shapes.put(prefix + "self_attn.k_norm.weight", List.of(config.headSize()));
      }
      shapes.put(prefix + "mlp.gate_proj.weight", List.of(config.feedForwardSize(), hidden));
      shapes.put(prefix + "mlp.up_proj.weight", List.of(config.feedForwardSize(), hidden));
      shapes.put(prefix + "mlp.down_proj.weight", List.of(hidden, config.feedForwardSize()));
    }
    return shapes;
  }

  /**
   * A layout of named shapes.
   *
   * @throws InputException if they do not fit one array
   */
  public static ParameterLayout of(SortedMap<String, List<Integer>> shapes) {
    List<Parameter> parameters = new ArrayList<>(shapes.size());
    long offset = 0;
    for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
      long elements = 1;
      for (int dimension : entry.getValue()) {
        elements = Math.multiplyExact(elements, dimension);
      }
      if (offset + elements > LARGEST_SIZE) {
        throw new InputException(
            "The model has more than "
                + LARGEST_SIZE
                + " parameters (reached at "
                + entry.getKey()
                + "); choose a smaller model");
      }
      parameters.add(new Parameter(entry.getKey(), entry.getValue(), (int) offset, (int) elements));
      offset += elements;
    }
    return new ParameterLayout(parameters, (int) offset);
  }

  /** All parameters, in the order in which they lie in the flat array. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Length of the flat array. */
  public int size() {
    return size;
  }

  /** Whether there is a parameter of this name. */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /**
   * The parameter of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Parameter parameter(String name) {
    Parameter parameter = byName.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("The model has no parameter " + name);
    }
    return parameter;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterLayout that && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    return parameters.hashCode();
  }
}
