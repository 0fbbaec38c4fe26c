package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * The policy loss's settings.
 *
 * @param loss which loss
 * @param ratio whether each token or each sequence has a ratio
 * @param epsilonLow the ratio is clipped below 1 - epsilon-low; in [0, 1]. cispo, sapo and vespo do
 *     not read it
 * @param epsilonHigh the ratio is clipped above 1 + epsilon-high; at least 0. With cispo it is
 *     clipped above epsilon-high itself, which must then be at least 1. sapo and vespo do not read
 *     it
 * @param beta weight of the kl to the reference policy, at least 0; 0 needs no reference
 * @param biasCorrectedKl whether a token's kl is multiplied by its ratio, through which a gradient
 *     flows, so that the kl's gradient is unbiased (arXiv 2512.02556); without it the kl is that of
 *     arXiv 2402.03300, equation 4
 * @param profile whose guards against extreme values
 * @param sapo SAPO's temperatures
 * @param vespo VESPO's weights
 */
public record PolicyLossSettings(
    PolicyLossType loss,
    RatioLevel ratio,
    double epsilonLow,
    double epsilonHigh,
    double beta,
    boolean biasCorrectedKl,
    PolicyProfile profile,
    SapoSettings sapo,
    VespoSettings vespo)
    implements Serializable {

  /** Checks each setting. */
  public PolicyLossSettings {
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(ratio, "ratio");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(sapo, "sapo");
    Objects.requireNonNull(vespo, "vespo");
    if (!(epsilonLow >= 0 && epsilonLow <= 1)) {
      throw new InputException("The loss's epsilon-low " + epsilonLow + " must be in [0, 1]");
    }
    if (!(epsilonHigh >= 0 && epsilonHigh < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "The loss's epsilon-high " + epsilonHigh + " must be a finite number, at least 0");
    }
    if (loss == PolicyLossType.CISPO && epsilonHigh < 1) {
      throw new InputException(
          "cispo clips ratios at epsilon-high itself, not at 1 + epsilon-high: "
              + epsilonHigh
              + " must be at least 1; its paper's successor uses 5");
    }
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new InputException("The loss's beta " + beta + " must be a finite number, at least 0");
    }
  }

  /**
   * TRL's defaults: the mean over the step's tokens, a ratio per token clipped at .2 on both sides,
   * no kl.
   */
  public static PolicyLossSettings defaults() {
    return new PolicyLossSettings(
        PolicyLossType.DAPO,
        RatioLevel.TOKEN,
        0.2,
        0.2,
        0,
        true,
        PolicyProfile.TRL,
        SapoSettings.defaults(),
        VespoSettings.defaults());
  }
}
