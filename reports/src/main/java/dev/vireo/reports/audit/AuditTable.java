package dev.vireo.reports.audit;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.FeatureEffect.BestOf;
import dev.vireo.store.audit.FeatureEffect.Effect;
import dev.vireo.store.audit.FeatureEffect.Share;
import dev.vireo.store.audit.FeatureUse;
import dev.vireo.store.audit.RewardAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An audit for a terminal. */
public final class AuditTable {

  private static final List<String> TITLES =
      List.of(
          "FEATURE",
          "PER",
          "WITHIN A GROUP",
          "OTHERS HELD",
          "ALL COMPLETIONS",
          "WINS",
          "AUC",
          "BEST OF N",
          "USE");

  private AuditTable() {}

  /** The table's columns. */
  public static List<String> titles() {
    return TITLES;
  }

  /**
   * The verdict, and a table for each reward.
   *
   * @param audit with at least one reward
   */
  public static String text(RewardAudit audit) {
    StringBuilder text = new StringBuilder(about(audit)).append("\n\n");
    AuditVerdict.lines(audit).forEach(line -> text.append(line).append('\n'));
    AuditVerdict.remedies(audit).forEach(line -> text.append(line).append('\n'));
    for (AuditedReward reward : audit.rewards()) {
      text.append('\n').append(reward(audit, reward));
    }
    return text.append('\n').append(note(audit)).append('\n').toString();
  }

  /** What was looked at. */
  public static String about(RewardAudit audit) {
    String left =
        audit.left().isEmpty()
            ? ""
            : "; the completions of "
                + Counted.of(audit.left().size(), "iterations")
                + " were cleaned up before";
    return "%s of %s, iterations %d to %d%s"
        .formatted(
            Counted.of(audit.completions(), "completions"),
            Counted.of(audit.prompts(), "prompts"),
            audit.iterations().get(0),
            audit.iterations().get(audit.iterations().size() - 1),
            left);
  }

  /** How to read the numbers. */
  public static String note(RewardAudit audit) {
    return String.format(
        Locale.ROOT,
        "95%% intervals, clustered by prompt. * is there among all of these effects within groups (Holm, level %s).%n"
            + "WINS: pairs of a group that the completion with (more of) the feature wins; ties of reward are left out.%n"
            + "BEST OF N: mean or share among completions, and among the best of a whole group. USE: first and last iteration.",
        audit.level());
  }

  private static String reward(RewardAudit audit, AuditedReward reward) {
    List<List<String>> rows = new ArrayList<>(List.of(TITLES));
    for (FeatureEffect effect : reward.features()) {
      rows.add(row(audit, effect));
    }
    int[] widths = new int[TITLES.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder(reward.name() + ", " + summary(reward) + "\n");
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.append(lengths(reward)).toString();
  }

  /** A reward in a few numbers. */
  public static String summary(AuditedReward reward) {
    return "%s, mean %s, standard deviation within groups %s"
        .formatted(
            Counted.of(reward.completions(), "completions"),
            number(reward.mean()),
            number(reward.groupStd()));
  }

  /** A feature's cells, in the order of {@link #titles}. */
  public static List<String> row(RewardAudit audit, FeatureEffect effect) {
    FeatureWords words = FeatureWords.of(effect);
    if (!effect.within().isMeasured() && !effect.pooled().isMeasured()) {
      return List.of(
          effect.feature(), words.per(), effect.within().missing(), "", "", "", "", "", "");
    }
    boolean there = effect.within().adjustedP() < audit.level();
    return List.of(
        effect.feature(),
        words.per(),
        cell(effect.within(), words.unit()) + (there ? " *" : ""),
        cell(effect.withinTogether(), words.unit()),
        cell(effect.pooled(), words.unit()),
        share(effect.wins()),
        effect.auc().pairs() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", effect.auc().share()),
        bestOf(effect),
        use(audit, effect.feature()));
  }

  private static String cell(Effect effect, double unit) {
    return effect.isMeasured() ? AuditVerdict.interval(effect, unit) : "-";
  }

  private static String share(Share share) {
    if (share.pairs() == 0) {
      return "-";
    }
    String interval =
        Double.isNaN(share.lower())
            ? ""
            : String.format(Locale.ROOT, " [%.0f, %.0f]", 100 * share.lower(), 100 * share.upper());
    return String.format(Locale.ROOT, "%.0f%%", 100 * share.share()) + interval;
  }

  /** Whether texts compare by how much of a feature they have, and not by whether they have it. */
  public static boolean isAmount(String feature) {
    return TextFeature.of(feature).map(TextFeature::isAmount).orElse(true);
  }

  private static String bestOf(FeatureEffect effect) {
    List<BestOf> points = effect.bestOf();
    if (points.isEmpty()) {
      return "-";
    }
    BestOf first = points.get(0);
    BestOf last = points.get(points.size() - 1);
    return isAmount(effect.feature())
        ? number(first.mean()) + " -> " + number(last.mean())
        : percent(first.share()) + " -> " + percent(last.share());
  }

  private static String use(RewardAudit audit, String feature) {
    Optional<FeatureUse> use =
        audit.features().stream().filter(each -> each.feature().equals(feature)).findFirst();
    if (use.isEmpty() || use.get().iterations().isEmpty()) {
      return "-";
    }
    FeatureUse.Point first = use.get().iterations().get(0);
    FeatureUse.Point last = use.get().iterations().get(use.get().iterations().size() - 1);
    return isAmount(feature)
        ? number(first.mean()) + " -> " + number(last.mean())
        : percent(first.share()) + " -> " + percent(last.share());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "none" : AuditVerdict.number(value);
  }

  private static String lengths(AuditedReward reward) {
    if (reward.lengths().isEmpty()) {
      return "";
    }
    return reward.lengths().stream()
            .map(bin -> "%d-%d: %s".formatted(bin.from(), bin.to(), number(bin.aboveGroup())))
            .collect(Collectors.joining(", ", "  above the group's mean, by tokens  ", ""))
        + "\n";
  }
}
