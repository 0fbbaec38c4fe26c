package dev.vireo.models.parameters;

import java.io.Serializable;
import java.util.List;

/**
 * One parameter and its place in the flat array.
 *
 * @param name its Hugging Face name, such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape its dimensions, matrices as [out, in]
 * @param offset index of its first element in the flat array
 * @param size number of its elements
 */
public record Parameter(String name, List<Integer> shape, int offset, int size)
    implements Serializable {
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** The shape as engines take it. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }
}
