package dev.vireo.algorithms.loss.reward;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * Which loss of a reward model, and its constants.
 *
 * @param loss the loss
 * @param margin whether a pair's rewards must differ by the pair's margin; of bradley-terry alone
 * @param centering weight of the squared sum of a pair's rewards, at least 0 ({@code
 *     center_rewards_coefficient} in TRL, which recommends 0.01); of bradley-terry alone
 */
public record RewardLossSettings(RewardLossType loss, boolean margin, double centering)
    implements Serializable {

  /** Checks each setting, and that the loss reads it. */
  public RewardLossSettings {
    Objects.requireNonNull(loss, "loss");
    if (!(centering >= 0 && centering < Double.POSITIVE_INFINITY)) {
      throw new InputException("centering is " + centering + "; it must be at least 0");
    }
    if (!loss.readsMargin() && (margin || centering > 0)) {
      throw new InputException(
          "The loss %s does not read %s: remove it, or choose bradley-terry"
              .formatted(loss.key(), margin ? "margin" : "centering"));
    }
  }

  /** Bradley-Terry alone, as in TRL. */
  public static RewardLossSettings defaults() {
    return new RewardLossSettings(RewardLossType.BRADLEY_TERRY, false, 0);
  }
}
