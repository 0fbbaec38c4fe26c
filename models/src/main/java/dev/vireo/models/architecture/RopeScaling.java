package dev.vireo.models.architecture;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * Llama 3.1's scaling of rotary positions ({@code rope_type} {@code llama3}). Pairs that make few
 * turns over the original context turn {@code factor} times slower, pairs that make many turns are
 * unchanged, and those in between are interpolated.
 *
 * @param factor by which slow pairs are slowed down
 * @param lowFrequencyFactor pairs with fewer turns than this over the original context are slow
 * @param highFrequencyFactor pairs with more turns than this are fast; greater than {@code
 *     lowFrequencyFactor}
 * @param originalContextLength the context length before scaling, in tokens
 */
public record RopeScaling(
    double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContextLength)
    implements Serializable {
  /**
   * @throws InputException if a value is impossible; the message uses config.json's name for it
   */
  public RopeScaling {
    require("factor", factor, factor >= 1, "a number of at least 1");
    require("low_freq_factor", lowFrequencyFactor, lowFrequencyFactor > 0, "a positive number");
    require(
        "high_freq_factor",
        highFrequencyFactor,
        highFrequencyFactor > lowFrequencyFactor,
        "a number over low_freq_factor " + lowFrequencyFactor);
    require(
        "original_max_position_embeddings",
        originalContextLength,
        originalContextLength > 0,
        "positive");
  }

  /**
   * The scaled angle by which a pair turns per position, in radians.
   *
   * @param frequency the angle before scaling, in radians
   */
  public double scaled(double frequency) {
    double turns = originalContextLength * frequency / (2 * Math.PI);
    double blend = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
    double quick = Math.min(1, Math.max(0, blend));
    return (1 - quick) * frequency / factor + quick * frequency;
  }

  private static void require(String key, double value, boolean possible, String allowed) {
    if (!possible || Double.isInfinite(value)) {
      throw new InputException(key + " " + value + " is not " + allowed);
    }
  }
}
