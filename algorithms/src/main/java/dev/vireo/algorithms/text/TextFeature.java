package dev.vireo.algorithms.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A property of a completion's form that human judges and reward models are known to be biased
 * towards (Zhang et al. 2024, arXiv 2409.11704, name length, lists, bold, links, emoji, exclamation
 * marks and affirmative openings).
 */
public enum TextFeature {
  /** Length in tokens, as sampled from the policy. */
  TOKENS(100, true) {
    @Override
    public double of(String text, int tokens) {
      return tokens;
    }
  },
  /** Length in Unicode characters. */
  CHARACTERS(100, true) {
    @Override
    public double of(String text, int tokens) {
      return text.codePointCount(0, text.length());
    }
  },
  /** Emoji; see {@link Emoji}. */
  EMOJI(1, false) {
    @Override
    public double of(String text, int tokens) {
      return Emoji.count(text);
    }
  },
  /** Passages in Markdown bold. */
  BOLD(1, false) {
    @Override
    public double of(String text, int tokens) {
      return Markdown.bold(text);
    }
  },
  /** Exclamation marks. */
  EXCLAMATIONS(1, false) {
    @Override
    public double of(String text, int tokens) {
      return text.chars().filter(c -> c == '!' || c == '\uFF01').count();
    }
  },
  /** Items of bulleted and numbered lists. */
  LIST_ITEMS(1, false) {
    @Override
    public double of(String text, int tokens) {
      return Markdown.listItems(text);
    }
  },
  /** Markdown headings. */
  HEADINGS(1, false) {
    @Override
    public double of(String text, int tokens) {
      return Markdown.headings(text);
    }
  },
  /** Markdown links and bare addresses. */
  LINKS(1, false) {
    @Override
    public double of(String text, int tokens) {
      return Markdown.links(text);
    }
  },
  /** 1 for a text that opens by agreeing ("Sure", "Certainly", "Of course"), else 0. */
  AFFIRMATIVE_OPENING(1, false) {
    @Override
    public double of(String text, int tokens) {
      return AffirmativeOpening.is(text) ? 1 : 0;
    }
  },
  /** Share of word 4-grams that equal an earlier one, 0 to 1; see {@link Repetition}. */
  REPETITION(0.1, true) {
    @Override
    public double of(String text, int tokens) {
      return Repetition.share(text);
    }
  };

  /** All features, in the order of the values in a completion's array. */
  public static final List<TextFeature> ALL = List.of(values());

  private final double unit;
  private final boolean amount;

  TextFeature(double unit, boolean amount) {
    this.unit = unit;
    this.amount = amount;
  }

  /**
   * The feature's value.
   *
   * @param text any text
   * @param tokens its length in tokens
   * @return a finite number, at least 0
   */
  public abstract double of(String text, int tokens);

  /** The values of all features for a text, in order: [features]. */
  public static double[] allOf(String text, int tokens) {
    return ALL.stream().mapToDouble(feature -> feature.of(text, tokens)).toArray();
  }

  /** The amount for which an effect is stated, such as 100 tokens or one emoji. */
  public double unit() {
    return unit;
  }

  /**
   * Whether every text has some of the feature, so that texts are compared by how much they have,
   * rather than by whether they have it.
   */
  public boolean isAmount() {
    return amount;
  }

  /** Its name in settings, files and tables, such as {@code list-items}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The feature with a name; empty if there is none. */
  public static Optional<TextFeature> of(String key) {
    return Arrays.stream(values()).filter(feature -> feature.key().equals(key)).findFirst();
  }
}
