package dev.vireo.algorithms.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A property of a completion's form that judges, people and models alike, are known to fall for
 * (Zhang et al. 2024, arXiv 2409.11704, name length, lists, bold, links, emoji, exclamation marks
 * and affirmative openings).
 */
public enum TextFeature {
  /** Length in tokens, as the policy wrote it. */
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
  /** Passages in bold, as Markdown writes them. */
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
  /** Headings, as Markdown writes them. */
  HEADINGS(1, false) {
    @Override
    public double of(String text, int tokens) {
      return Markdown.headings(text);
    }
  },
  /** Links, as Markdown writes them, and bare addresses. */
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
  /** Share of word 4-grams that an earlier one equals, 0 to 1; see {@link Repetition}. */
  REPETITION(0.1, true) {
    @Override
    public double of(String text, int tokens) {
      return Repetition.share(text);
    }
  };

  /** All features, in order: a completion's values are an array in this order. */
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

  /** All features of a text, in their order: [features]. */
  public static double[] allOf(String text, int tokens) {
    return ALL.stream().mapToDouble(feature -> feature.of(text, tokens)).toArray();
  }

  /** How much of it an effect is stated for, such as 100 tokens or one emoji. */
  public double unit() {
    return unit;
  }

  /**
   * Whether every text has some of it, so that two texts compare by how much; of the others, by
   * whether they have it.
   */
  public boolean isAmount() {
    return amount;
  }

  /** Its name in settings, files and tables, such as {@code list-items}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The feature of a name; empty if there is none. */
  public static Optional<TextFeature> of(String key) {
    return Arrays.stream(values()).filter(feature -> feature.key().equals(key)).findFirst();
  }
}
