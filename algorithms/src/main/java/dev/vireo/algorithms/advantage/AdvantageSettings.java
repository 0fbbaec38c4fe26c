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
 */
public record AdvantageSettings(AdvantageProfile profile, Scale scale, Supervision supervision)
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
  }

  /** Settings for completions that are rewarded as a whole. */
  public AdvantageSettings(AdvantageProfile profile, Scale scale) {
    this(profile, scale, Supervision.OUTCOME);
  }

  /** The same, for rewards of steps. */
  public AdvantageSettings ofSteps() {
    return new AdvantageSettings(profile, scale, Supervision.PROCESS);
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
