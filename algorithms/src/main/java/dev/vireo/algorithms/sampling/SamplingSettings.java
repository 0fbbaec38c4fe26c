package dev.vireo.algorithms.sampling;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * How tokens are drawn.
 *
 * @param temperature divisor of the logits, at least 0; 0 always takes the likeliest token
 * @param topP draws from the smallest set of likeliest tokens that holds this share of the
 *     probability, in (0, 1]; 1 is off
 * @param topK draws from this many likeliest tokens; 0 is off
 */
public record SamplingSettings(double temperature, double topP, int topK) implements Serializable {
  /** Checks each setting. */
  public SamplingSettings {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "The sampling temperature " + temperature + " must be a finite number, at least 0");
    }
    if (temperature > 0 && temperature < 1e-6) {
      throw new InputException(
          "The sampling temperature "
              + temperature
              + " is below 1e-6: use 0 to take the likeliest token every time");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new InputException("Top-p " + topP + " must be above 0 and at most 1 (1 is off)");
    }
    if (topK < 0) {
      throw new InputException("Top-k " + topK + " must be at least 0 (0 is off)");
    }
  }

  /**
   * The plain softmax: temperature 1, no top-p, no top-k.
   *
   * @return the defaults
   */
  public static SamplingSettings defaults() {
    return new SamplingSettings(1, 1, 0);
  }

  /**
   * The temperature at which log-probabilities are reported.
   *
   * @return the temperature; 1 if that is 0
   */
  public double logprobTemperature() {
    return temperature == 0 ? 1 : temperature;
  }
}
