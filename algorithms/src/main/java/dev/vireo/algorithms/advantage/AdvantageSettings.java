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
 */
public record AdvantageSettings(
    AdvantageProfile profile,
    Scale scale,
    Supervision supervision,
    Double qualityFloor,
    StepBaseline stepBaseline)
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
        && (scale == Scale.BATCH || profile == AdvantageProfile.RLOO)) {
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
  }

  private static void checkFloor(
      AdvantageProfile profile, Scale scale, Supervision supervision, double floor) {
    if (!Double.isFinite(floor)) {
      throw new InputException("quality-floor is " + floor + "; it must be a finite number");
    }
    if (supervision == Supervision.PROCESS || profile == AdvantageProfile.RLOO) {
      throw new InputException(
          "quality-floor is the least value of the group's mean reward, which "
              + (profile == AdvantageProfile.RLOO ? "the profile rloo" : "process supervision")
              + " does not compare with: leave it out");
    }
    if (scale == Scale.GROUP) {
      throw new InputException(
          "quality-floor with scale group would divide the distance to the floor by the spread of"
              + " rewards that may all but agree: set the scale to none or batch");
    }
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
    return new AdvantageSettings(profile, scale, Supervision.PROCESS, qualityFloor, stepBaseline);
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
