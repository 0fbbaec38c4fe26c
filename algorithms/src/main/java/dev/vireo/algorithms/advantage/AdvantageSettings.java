package dev.vireo.algorithms.advantage;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * How advantages are made from rewards.
 *
 * @param profile whose formula
 * @param scale what the centred rewards are divided by; {@link Scale#NONE} for the profiles that
 *     never divide
 * @param supervision whether completions are rewarded as a whole, or their steps
 * @param qualityFloor the least baseline, in units of the reward: a completion is compared with
 *     max(mean, floor), so that none below the floor has a positive advantage (CoRPO, arXiv
 *     2511.04439); null for none. Of algorithm grpo alone, with scale none or batch
 * @param stepBaseline what rewards of steps are compared with; of supervision process alone
 * @param kl the divergence from the reference policy as a part of the reward; of algorithm grpo and
 *     supervision outcome alone
 * @param discount what a token later is worth, in (0, 1]: the completion's reward comes with its
 *     last token; of supervision outcome alone
 * @param whitening whether advantages are normalized over the batch: none, completions, tokens or
 *     tokens-unbiased, with scale none alone; null for the profile's own: tokens for
 *     reinforce-plus-plus and reinforce-plus-plus-baseline, none for the others
 */
public record AdvantageSettings(
    AdvantageProfile profile,
    Scale scale,
    Supervision supervision,
    Double qualityFloor,
    StepBaseline stepBaseline,
    KlPenaltySettings kl,
    double discount,
    Whitening whitening)
    implements Serializable {

  /** Checks that profile and scale go together. */
  public AdvantageSettings {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(scale, "scale");
    Objects.requireNonNull(supervision, "supervision");
    if (!profile.scaled() && scale != Scale.NONE) {
      throw new InputException(
          "The advantage profile "
              + kebab(profile)
              + " never divides by a standard deviation, so it has no scale "
              + kebab(scale)
              + ": set the scale to none, or choose the profile trl, verl, openrlhf or"
              + " deepseekmath");
    }
    if (supervision == Supervision.PROCESS
        && (scale == Scale.BATCH || profile == AdvantageProfile.RLOO || !profile.compared())) {
      throw new InputException(
          "Process supervision normalises the steps of one group: the profile "
              + kebab(profile)
              + " with scale "
              + kebab(scale)
              + " is not defined for it");
    }
    stepBaseline = stepBaseline == null ? StepBaseline.GROUP : stepBaseline;
    if (stepBaseline != StepBaseline.GROUP && supervision != Supervision.PROCESS) {
      throw new InputException(
          "step-baseline is "
              + kebab(stepBaseline)
              + ", but supervision is outcome, which knows no steps: set supervision to process");
    }
    if (qualityFloor != null) {
      checkFloor(profile, scale, supervision, qualityFloor);
    }
    kl = kl == null ? KlPenaltySettings.defaults() : kl;
    if (!(discount > 0 && discount <= 1)) {
      throw new InputException("discount is " + discount + "; it must be in (0, 1]");
    }
    Whitening whitened = whitening == null ? profile.whitening() : whitening;
    checkTokens(supervision, kl, discount, whitened);
    if (whitened != Whitening.NONE && scale != Scale.NONE) {
      throw new InputException(
          "whitening divides by the batch's spread what scale "
              + kebab(scale)
              + " has divided already: set the scale to none, or whitening to none");
    }
  }

  private static void checkTokens(
      Supervision supervision, KlPenaltySettings kl, double discount, Whitening whitening) {
    if (supervision == Supervision.PROCESS
        && (kl.penalizes() || discount != 1 || whitening != Whitening.NONE)) {
      throw new InputException(
          (kl.penalizes() ? "kl.beta" : discount != 1 ? "discount" : "whitening")
              + " is not defined for process supervision: leave it out, or set supervision to"
              + " outcome");
    }
  }

  private static void checkFloor(
      AdvantageProfile profile, Scale scale, Supervision supervision, double floor) {
    if (!Double.isFinite(floor)) {
      throw new InputException("quality-floor is " + floor + "; it must be a finite number");
    }
    if (supervision == Supervision.PROCESS
        || profile == AdvantageProfile.RLOO
        || !profile.compared()) {
      throw new InputException(
          "quality-floor is the least value of the group's mean reward, which "
              + (supervision == Supervision.PROCESS
                  ? "process supervision"
                  : "the profile " + kebab(profile))
              + " does not compare with: leave it out");
    }
    if (scale == Scale.GROUP) {
      throw new InputException(
          "quality-floor with scale group would divide the distance to the floor by the spread of"
              + " rewards that may all but agree: set the scale to none or batch");
    }
  }

  /** Settings without penalty, discount or whitening. */
  public AdvantageSettings(
      AdvantageProfile profile,
      Scale scale,
      Supervision supervision,
      Double qualityFloor,
      StepBaseline stepBaseline) {
    this(
        profile,
        scale,
        supervision,
        qualityFloor,
        stepBaseline,
        KlPenaltySettings.defaults(),
        1,
        null);
  }

  /** Settings without a floor, which compare steps with those of the whole group. */
  public AdvantageSettings(AdvantageProfile profile, Scale scale, Supervision supervision) {
    this(profile, scale, supervision, null, StepBaseline.GROUP);
  }

  /** Settings for completions that are rewarded as a whole. */
  public AdvantageSettings(AdvantageProfile profile, Scale scale) {
    this(profile, scale, Supervision.OUTCOME);
  }

  /** The same, for rewards of steps. */
  public AdvantageSettings ofSteps() {
    return new AdvantageSettings(
        profile, scale, Supervision.PROCESS, qualityFloor, stepBaseline, kl, discount, whitening);
  }

  /** The same with a penalty. */
  public AdvantageSettings with(KlPenaltySettings penalty) {
    return new AdvantageSettings(
        profile, scale, supervision, qualityFloor, stepBaseline, penalty, discount, whitening);
  }

  /** The same with another whitening. */
  public AdvantageSettings with(Whitening other) {
    return new AdvantageSettings(
        profile, scale, supervision, qualityFloor, stepBaseline, kl, discount, other);
  }

  /** How advantages are whitened: as the settings say, or as the profile does. */
  @Override
  public Whitening whitening() {
    return whitening == null ? profile.whitening() : whitening;
  }

  /** Where the penalty enters: as the settings say, or as in the profile. */
  public KlLevel klLevel() {
    return kl.level() == null ? profile.klLevel() : kl.level();
  }

  /** Whether the tokens of a completion have advantages of their own. */
  public boolean differsByToken() {
    return discount != 1 || kl.penalizes() && klLevel() == KlLevel.TOKEN;
  }

  /** Whether a group of equal rewards teaches nothing. */
  public boolean needsDifference() {
    return qualityFloor == null && profile.compared() && !whitening().ofTokens();
  }

  /**
   * TRL's formula over the group's own standard deviation.
   *
   * @return the defaults
   */
  public static AdvantageSettings defaults() {
    return of(AdvantageProfile.TRL);
  }

  /**
   * A profile as it was published.
   *
   * @param profile whose formula
   * @return the profile over its group's standard deviation, or unscaled where it never divides
   */
  public static AdvantageSettings of(AdvantageProfile profile) {
    return new AdvantageSettings(profile, profile.scaled() ? Scale.GROUP : Scale.NONE);
  }

  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
