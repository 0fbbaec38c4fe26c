package dev.vireo.models.parameters;

import java.io.Serializable;
import java.util.List;

/**
 * One parameter and its position in a layout.
 *
 * @param name its Hugging Face name, such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape its dimensions, matrices as [out, in]
 * @param index its index among the layout's parameters, from 0
 * @param size number of its elements
 */
public record Parameter(String name, List<Integer> shape, int index, int size)
    implements Serializable {
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** The shape as an engine expects it. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }
}
