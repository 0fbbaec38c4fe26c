package dev.vireo.reports.audit;

import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.store.audit.FeatureEffect;

/**
 * How a feature is spoken of.
 *
 * @param having completions that have it, or more of it
 * @param per what an effect is stated for
 * @param unit how much of the feature that is
 */
public record FeatureWords(String having, String per, double unit) {

  /** The words for a feature, by its name; a feature of another version goes by its name. */
  public static FeatureWords of(String key) {
    return TextFeature.of(key)
        .map(FeatureWords::of)
        .orElse(new FeatureWords("completions with more " + key, "of it", 1));
  }

  /** The words for an effect's feature. */
  public static FeatureWords of(FeatureEffect effect) {
    return of(effect.feature());
  }

  private static FeatureWords of(TextFeature feature) {
    return switch (feature) {
      case TOKENS -> words(feature, "longer completions", "100 tokens");
      case CHARACTERS -> words(feature, "completions of more characters", "100 characters");
      case EMOJI -> words(feature, "completions with emoji", "emoji");
      case BOLD -> words(feature, "completions with bold passages", "passage");
      case EXCLAMATIONS -> words(feature, "completions with exclamation marks", "mark");
      case LIST_ITEMS -> words(feature, "completions with lists", "list item");
      case HEADINGS -> words(feature, "completions with headings", "heading");
      case LINKS -> words(feature, "completions with links", "link");
      case AFFIRMATIVE_OPENING -> words(feature, "completions that open by agreeing", "completion");
      case REPETITION -> words(feature, "completions that repeat themselves", "10% repeated");
    };
  }

  private static FeatureWords words(TextFeature feature, String having, String per) {
    return new FeatureWords(having, per, feature.unit());
  }
}
