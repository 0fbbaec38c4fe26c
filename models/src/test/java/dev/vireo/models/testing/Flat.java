package dev.vireo.models.testing;

import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import java.util.Arrays;

/** Parameter sets as one array and back, where a test counts through all elements. */
public final class Flat {
  private Flat() {}

  /** The layout of a language model. */
  public static ParameterLayout layout(ModelConfig config) {
    return ParameterLayout.of(config, new LanguageModelHead());
  }

  /** All elements in order. */
  public static float[] of(ParameterSet set) {
    return set.slice(0, set.size());
  }

  /** The set of a layout with these elements in order. */
  public static ParameterSet set(ParameterLayout layout, float[] values) {
    ParameterSet set = ParameterSet.zeros(layout);
    set.put(0, Arrays.copyOf(values, (int) layout.size()));
    return set;
  }

  /** Where a parameter's first element stands. */
  public static int offset(ParameterLayout layout, Parameter parameter) {
    return layout.parameters().stream().limit(parameter.index()).mapToInt(Parameter::size).sum();
  }
}
