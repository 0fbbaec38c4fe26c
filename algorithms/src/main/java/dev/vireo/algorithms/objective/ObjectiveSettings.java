package dev.vireo.algorithms.objective;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * The objective's settings.
 *
 * @param loss how token losses become one number
 * @param ratio whether each token or each sequence has a ratio
 * @param epsilonLow the ratio is clipped under 1 - epsilonLow; in [0, 1]
 * @param epsilonHigh the ratio is clipped over 1 + epsilonHigh; at least 0
 * @param beta weight of the kl to the reference policy, at least 0; 0 needs no reference
 * @param profile whose guards against extreme values
 */
public record ObjectiveSettings(
    LossType loss,
    RatioLevel ratio,
    double epsilonLow,
    double epsilonHigh,
    double beta,
    ObjectiveProfile profile)
    implements Serializable {

  /** Checks each setting. */
  public ObjectiveSettings {
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(ratio, "ratio");
    Objects.requireNonNull(profile, "profile");
    if (!(epsilonLow >= 0 && epsilonLow <= 1)) {
      throw new InputException("The objective's epsilon-low " + epsilonLow + " must be in [0, 1]");
    }
    if (!(epsilonHigh >= 0 && epsilonHigh < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "The objective's epsilon-high " + epsilonHigh + " must be a finite number, at least 0");
    }
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "The objective's beta " + beta + " must be a finite number, at least 0");
    }
  }

  /**
   * TRL's defaults: the mean over the update's tokens, a ratio per token clipped at .2 on both
   * sides, no kl.
   *
   * @return the defaults
   */
  public static ObjectiveSettings defaults() {
    return new ObjectiveSettings(
        LossType.DAPO, RatioLevel.TOKEN, 0.2, 0.2, 0, ObjectiveProfile.TRL);
  }
}
