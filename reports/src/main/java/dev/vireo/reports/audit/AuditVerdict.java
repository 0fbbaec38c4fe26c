package dev.vireo.reports.audit;

import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.FeatureEffect.Effect;
import dev.vireo.store.audit.RewardAudit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What an audit comes to, a line for each feature that matters: its effect among completions of the
 * same prompt is there by Holm's correction over all effects of the audit, and explains more than a
 * four-hundredth of the reward's variance.
 */
public final class AuditVerdict {

  /** With many completions any correlation is found; below this one nobody would see it. */
  static final double LEAST_CORRELATION = 0.05;

  private AuditVerdict() {}

  /** The lines, reward by reward, the strongest feature first. */
  public static List<String> lines(RewardAudit audit) {
    List<String> lines = new ArrayList<>();
    for (AuditedReward reward : audit.rewards()) {
      List<FeatureEffect> mattering = mattering(audit, reward);
      mattering.forEach(effect -> lines.add(line(reward, effect)));
      if (mattering.isEmpty()) {
        lines.add(reward.name() + ": " + none(reward));
      }
    }
    return lines;
  }

  /** The features that matter to a reward, the strongest first. */
  public static List<FeatureEffect> mattering(RewardAudit audit, AuditedReward reward) {
    return reward.features().stream()
        .filter(effect -> effect.within().isMeasured())
        .filter(effect -> effect.within().adjustedP() < audit.level())
        .filter(effect -> Math.abs(effect.within().correlation()) >= LEAST_CORRELATION)
        .sorted(Comparator.comparingDouble(effect -> -Math.abs(effect.within().correlation())))
        .toList();
  }

  /**
   * How to take the effect of length off the rewards that have one, a line each.
   *
   * @see #lines
   */
  public static List<String> remedies(RewardAudit audit) {
    List<String> lines = new ArrayList<>();
    boolean single = audit.rewards().size() == 1;
    for (AuditedReward reward : audit.rewards()) {
      // The total of several rewards is none that a configuration names.
      if (single || reward.name().startsWith("rewards/")) {
        mattering(audit, reward).stream()
            .filter(effect -> effect.feature().equals(TextFeature.TOKENS.key()))
            .forEach(effect -> lines.add(remedy(audit, reward, effect)));
      }
    }
    return lines;
  }

  private static String remedy(RewardAudit audit, AuditedReward reward, FeatureEffect effect) {
    double tokens =
        audit.features().stream()
            .filter(use -> use.feature().equals(effect.feature()))
            .flatMap(use -> use.iterations().stream())
            .mapToDouble(point -> point.mean() * point.completions() / audit.completions())
            .sum();
    return String.format(
        Locale.ROOT,
        "to take the effect of length off %s: length-effect: {slope: %.3g, center: %.0f}",
        reward.name().equals("reward") ? "a reward of weight 1" : reward.name(),
        effect.within().estimate(),
        tokens);
  }

  private static String none(AuditedReward reward) {
    if (reward.features().stream().noneMatch(effect -> effect.within().isMeasured())) {
      return "not measurable: "
          + reward.features().stream()
              .map(effect -> effect.within().missing())
              .distinct()
              .collect(Collectors.joining("; "));
    }
    return "no feature explains it";
  }

  private static String line(AuditedReward reward, FeatureEffect effect) {
    FeatureWords words = FeatureWords.of(effect);
    boolean more = effect.within().estimate() > 0;
    return "%s: %s earn %s: %s per %s %s within a group%s"
        .formatted(
            reward.name(),
            words.having(),
            more ? "more" : "less",
            estimate(effect.within(), words.unit()),
            words.per(),
            bounds(effect.within(), words.unit()),
            held(effect.withinTogether(), words));
  }

  /** What is left of it when the other features are held. */
  private static String held(Effect together, FeatureWords words) {
    if (!together.isMeasured()) {
      return "";
    }
    boolean left = together.lower() > 0 || together.upper() < 0;
    return (left
            ? "; with the other features held "
            : "; nothing of it is left with the other features held, ")
        + interval(together, words.unit());
  }

  /** An effect with its interval, per so much of the feature. */
  static String interval(Effect effect, double unit) {
    return estimate(effect, unit) + " " + bounds(effect, unit);
  }

  private static String estimate(Effect effect, double unit) {
    double value = effect.estimate() * unit;
    return (value > 0 ? "+" : "") + number(value, greatest(effect, unit));
  }

  private static String bounds(Effect effect, double unit) {
    double greatest = greatest(effect, unit);
    return "[%s, %s]"
        .formatted(
            number(effect.lower() * unit, greatest), number(effect.upper() * unit, greatest));
  }

  private static double greatest(Effect effect, double unit) {
    return Math.max(Math.abs(effect.lower()), Math.abs(effect.upper())) * unit;
  }

  /** To three digits, without an exponent where that is short. */
  static String number(double value) {
    return number(value, Math.abs(value));
  }

  /** To the digits that a number of this size has. */
  private static String number(double value, double size) {
    if (size == 0) {
      return "0";
    }
    if (size < 1e-4 || size >= 1e5) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int whole = (int) Math.floor(Math.log10(size)) + 1;
    return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(6, 3 - whole)) + "f", value);
  }
}
