package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.models.architecture.RopeScaling;
import java.util.Map;
import java.util.Set;

/**
 * The rotary positions in config.json: {@code rope_theta} and {@code rope_scaling} up to
 * transformers 4, both inside {@code rope_parameters} since 5.
 */
final class RotaryKeys {
  private static final String THETA = "rope_theta";
  private static final String SCALING = "rope_scaling";
  private static final String PARAMETERS = "rope_parameters";
  private static final String PARTIAL = "partial_rotary_factor";

  /** Transformers' default if a file has none. */
  private static final double USUAL_THETA = 10_000;

  private static final Set<String> ALWAYS = Set.of("rope_type", "type", THETA, PARTIAL);
  private static final Set<String> OF_LLAMA3 =
      Set.of("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings");

  private final ConfigKeys keys;
  private final String key;
  private final JsonNode parameters;

  RotaryKeys(ConfigKeys keys) {
    this.keys = keys;
    if (keys.present(SCALING) && keys.present(PARAMETERS)) {
      throw keys.wrong(SCALING + " and " + PARAMETERS + " are both there; keep the one that holds");
    }
    this.key = keys.present(SCALING) ? SCALING : PARAMETERS;
    this.parameters = keys.root().path(key);
  }

  double theta() {
    double outside = keys.number(keys.root(), THETA, USUAL_THETA);
    double theta = keys.number(parameters, THETA, outside);
    if (keys.present(THETA) && theta != outside) {
      throw keys.wrong(
          THETA
              + " is "
              + outside
              + " but "
              + theta
              + " within "
              + key
              + "; keep the one that holds");
    }
    return theta;
  }

  /** The scaling of frequencies, or null. */
  RopeScaling scaling() {
    boolean llama3 = type().equals("llama3");
    for (Map.Entry<String, JsonNode> entry : parameters.properties()) {
      boolean known = ALWAYS.contains(entry.getKey());
      if (!known && !(llama3 && OF_LLAMA3.contains(entry.getKey()))) {
        throw unsupported();
      }
    }
    if (keys.number(parameters, PARTIAL, 1) != 1) {
      throw unsupported();
    }
    return llama3
        ? new RopeScaling(
            keys.requiredNumber(parameters, "factor"),
            keys.requiredNumber(parameters, "low_freq_factor"),
            keys.requiredNumber(parameters, "high_freq_factor"),
            keys.required(parameters, "original_max_position_embeddings"))
        : null;
  }

  private String type() {
    String type = parameters.path("rope_type").asText(parameters.path("type").asText("default"));
    boolean contradicted = !parameters.path("type").asText(type).equals(type);
    if (contradicted || !(type.equals("default") || type.equals("llama3"))) {
      throw unsupported();
    }
    return type;
  }

  private RuntimeException unsupported() {
    return keys.unsupported(
        key, parameters, "only rotary positions of type default and llama3, over whole heads");
  }
}
