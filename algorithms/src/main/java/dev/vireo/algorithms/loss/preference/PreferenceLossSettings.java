package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.preference.PreferenceSetting.DESIRABLE_WEIGHT;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.DISCOPOP_TAU;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.GAMMA;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.LABEL_SMOOTHING;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.NLL_WEIGHT;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.REFERENCE_FREE;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.TDPO_ALPHA;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.TOKEN_AVERAGE;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.UNDESIRABLE_WEIGHT;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Which preference losses, and their constants. What no chosen loss reads is null and may not be
 * given; what one reads and is not given gets TRL's default.
 *
 * @param loss the losses and their weights
 * @param beta strength of the pull towards the reference, or of what stands for it; greater than 0.
 *     Rewards in metrics are beta x log-ratio
 * @param labelSmoothing share of labels taken to be flipped, in [0, .5); 0 if the loss reads it.
 *     exo-pair needs one above 0
 * @param gamma the margin SimPO asks for; 0.5 if the loss reads it
 * @param nllWeight weight of the chosen completions' cross entropy in CPO (TRL's cpo_alpha), at
 *     least 0; 1 if the loss reads it
 * @param discopopTau temperature of DiscoPOP's blend, greater than 0; 0.05 if the loss reads it
 * @param tokenAverage whether IPO takes means over tokens instead of sums; true if the loss reads
 *     it
 * @param referenceFree whether log-probabilities themselves stand for log-ratios, so that no
 *     reference policy is needed
 * @param desirableWeight weight of desirable examples, at least 0; 1 if the loss reads it
 * @param undesirableWeight weight of undesirable examples, at least 0; 1 if the loss reads it
 * @param tdpoAlpha weight of the divergences in TDPO2, greater than 0; 0.5 if the loss reads it
 */
public record PreferenceLossSettings(
    LossMix loss,
    double beta,
    Double labelSmoothing,
    Double gamma,
    Double nllWeight,
    Double discopopTau,
    Boolean tokenAverage,
    boolean referenceFree,
    Double desirableWeight,
    Double undesirableWeight,
    Double tdpoAlpha)
    implements Serializable {

  /** Checks each setting, and that a loss reads it. */
  public PreferenceLossSettings {
    Objects.requireNonNull(loss, "loss");
    labelSmoothing = settled(loss, LABEL_SMOOTHING, labelSmoothing, 0.0);
    gamma = settled(loss, GAMMA, gamma, 0.5);
    nllWeight = settled(loss, NLL_WEIGHT, nllWeight, 1.0);
    discopopTau = settled(loss, DISCOPOP_TAU, discopopTau, 0.05);
    tokenAverage = settled(loss, TOKEN_AVERAGE, tokenAverage, true);
    settled(loss, REFERENCE_FREE, referenceFree ? true : null, false);
    desirableWeight = settled(loss, DESIRABLE_WEIGHT, desirableWeight, 1.0);
    undesirableWeight = settled(loss, UNDESIRABLE_WEIGHT, undesirableWeight, 1.0);
    tdpoAlpha = settled(loss, TDPO_ALPHA, tdpoAlpha, 0.5);
    if (referenceFree && loss.comparesDistributions()) {
      throw new InputException(
          "reference-free is set, but the loss "
              + loss
              + " compares whole distributions with the reference policy's: remove it, or choose another loss");
    }

    require(beta > 0 && beta < Double.POSITIVE_INFINITY, "beta", beta, "finite and above 0");
    if (labelSmoothing != null) {
      double smoothing = labelSmoothing;
      String key = LABEL_SMOOTHING.key();
      require(smoothing >= 0 && smoothing < 0.5, key, smoothing, "at least 0 and below 0.5");
      boolean exo = loss.losses().stream().anyMatch(l -> l.type() == PreferenceLossType.EXO_PAIR);
      require(
          smoothing > 0 || !exo, key, smoothing, "above 0 for the loss exo-pair, such as 0.001");
    }
    if (gamma != null) {
      require(Double.isFinite(gamma), GAMMA.key(), gamma, "a finite number");
    }
    requirePositive(DISCOPOP_TAU, discopopTau);
    requirePositive(TDPO_ALPHA, tdpoAlpha);
    requireWeight(NLL_WEIGHT, nllWeight);
    requireWeight(DESIRABLE_WEIGHT, desirableWeight);
    requireWeight(UNDESIRABLE_WEIGHT, undesirableWeight);
  }

  /** DPO with a beta of .1. */
  public static PreferenceLossSettings defaults() {
    return of(LossMix.of(PreferenceLossType.SIGMOID));
  }

  /** These losses with the defaults of all they read; not for exo-pair, which needs a smoothing. */
  public static PreferenceLossSettings of(LossMix loss) {
    return new PreferenceLossSettings(
        loss, 0.1, null, null, null, null, null, false, null, null, null);
  }

  /** The same with another beta. */
  public PreferenceLossSettings withBeta(double other) {
    return new PreferenceLossSettings(
        loss,
        other,
        labelSmoothing,
        gamma,
        nllWeight,
        discopopTau,
        tokenAverage,
        referenceFree,
        desirableWeight,
        undesirableWeight,
        tdpoAlpha);
  }

  /** Whether the loss compares with a reference policy's log-probabilities. */
  public boolean needsReference() {
    return loss.unpaired()
        || loss.comparesDistributions()
        || loss.reads(REFERENCE_FREE) && !referenceFree;
  }

  /**
   * Whether the loss compares the whole distributions of policy and reference at each token, so
   * that the reference policy is beside the policy in each step.
   */
  public boolean comparesDistributions() {
    return loss.comparesDistributions();
  }

  /** Whether the loss looks at the log-probabilities of the prompt's tokens in the chosen row. */
  public boolean needsPrompt() {
    return loss.losses().stream().anyMatch(l -> l.type() == PreferenceLossType.ORPO);
  }

  /** Whether the loss needs the baseline of {@link KtoBaseline}. */
  public boolean needsBaseline() {
    return loss.losses().stream().anyMatch(l -> l.type() == PreferenceLossType.KTO);
  }

  private static <T> T settled(LossMix loss, PreferenceSetting setting, T given, T otherwise) {
    if (loss.reads(setting)) {
      return given == null ? otherwise : given;
    }
    if (given != null) {
      List<String> readers =
          Arrays.stream(PreferenceLossType.values())
              .filter(type -> type.reads(setting))
              .map(PreferenceLossType::key)
              .toList();
      throw new InputException(
          "The loss "
              + loss
              + " does not read "
              + setting.key()
              + ": remove it, or choose a loss that does ("
              + String.join(", ", readers)
              + ")");
    }
    return null;
  }

  private static void requirePositive(PreferenceSetting setting, Double given) {
    if (given != null) {
      double value = given;
      require(
          value > 0 && value < Double.POSITIVE_INFINITY,
          setting.key(),
          value,
          "finite and above 0");
    }
  }

  private static void requireWeight(PreferenceSetting setting, Double weight) {
    if (weight != null) {
      double value = weight;
      require(
          value >= 0 && value < Double.POSITIVE_INFINITY,
          setting.key(),
          value,
          "finite and at least 0");
    }
  }

  private static void require(boolean holds, String key, double value, String allowed) {
    if (!holds) {
      throw new InputException(key + " is " + value + "; it must be " + allowed);
    }
  }
}
