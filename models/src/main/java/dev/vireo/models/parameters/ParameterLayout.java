package dev.vireo.models.parameters;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of a model, sorted by name. An output projection that is tied to the embedding is
 * not listed.
 */
public final class ParameterLayout implements Serializable {
  /** The greatest length of a float array in a Java virtual machine. */
  private static final long LARGEST_PARAMETER = Integer.MAX_VALUE - 8L;

  private final List<Parameter> parameters;
  private final Map<String, Parameter> byName;
  private final long size;

  private ParameterLayout(List<Parameter> parameters, long size) {
    this.parameters = List.copyOf(parameters);
    this.size = size;
    this.byName = new HashMap<>();
    for (Parameter parameter : parameters) {
      byName.put(parameter.name(), parameter);
    }
  }

  /**
   * The layout of a decoder with a head.
   *
   * @throws InputException if a parameter does not fit in one array (about 2.1 billion elements)
   */
  public static ParameterLayout of(ModelConfig config, Head head) {
    SortedMap<String, List<Integer>> shapes = body(config);
    shapes.putAll(headShapes(config, head));
    return of(shapes);
  }

  /** The shapes of a head's own parameters, or the embedding's if it is the projection. */
  public static SortedMap<String, List<Integer>> headShapes(ModelConfig config, Head head) {
    SortedMap<String, List<Integer>> shapes = new TreeMap<>();
    int outputs = head.outputs(config);
    shapes.put(head.projection(config), List.of(outputs, config.hiddenSize()));
    head.bias().ifPresent(bias -> shapes.put(bias, List.of(outputs)));
    return shapes;
  }

  private static SortedMap<String, List<Integer>> body(ModelConfig config) {
    int hidden = config.hiddenSize();
    int queryWidth = Math.multiplyExact(config.heads(), config.headDim());
    int keyValueWidth = Math.multiplyExact(config.keyValueHeads(), config.headDim());
    SortedMap<String, List<Integer>> shapes = new TreeMap<>();
    shapes.put(ModelConfig.EMBEDDING, List.of(config.vocabularySize(), hidden));
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
        shapes.put(prefix + "self_attn.q_norm.weight", List.of(config.headDim()));
        shapes.put(prefix + "self_attn.k_norm.weight", List.of(config.headDim()));
      }
      shapes.put(prefix + "mlp.gate_proj.weight", List.of(config.intermediateSize(), hidden));
      shapes.put(prefix + "mlp.up_proj.weight", List.of(config.intermediateSize(), hidden));
      shapes.put(prefix + "mlp.down_proj.weight", List.of(hidden, config.intermediateSize()));
    }
    return shapes;
  }

  /**
   * A layout of named shapes.
   *
   * @throws InputException if a parameter does not fit in one array
   */
  public static ParameterLayout of(SortedMap<String, List<Integer>> shapes) {
    List<Parameter> parameters = new ArrayList<>(shapes.size());
    long size = 0;
    for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
      long elements = 1;
      for (int dimension : entry.getValue()) {
        elements = Math.multiplyExact(elements, dimension);
      }
      if (elements > LARGEST_PARAMETER) {
        throw new InputException(
            "The parameter "
                + entry.getKey()
                + " has "
                + elements
                + " elements, more than "
                + LARGEST_PARAMETER
                + "; choose a smaller model");
      }
      parameters.add(
          new Parameter(entry.getKey(), entry.getValue(), parameters.size(), (int) elements));
      size += elements;
    }
    return new ParameterLayout(parameters, size);
  }

  /** All parameters, in order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Total number of elements. */
  public long size() {
    return size;
  }

  /** Whether there is a parameter with this name. */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /**
   * The parameter with this name.
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
