package dev.vireo.jobs.rewards.functions.answers;

import java.util.List;
import java.util.Optional;

/**
 * Whether the answer that a text gives is a reference answer, as mathematics: LaTeX is read, and
 * what is the same is the same however it is written.
 *
 * <p>Every verdict is a function of the two texts. Length, nesting, digits and operations are
 * bounded, no clock is read, and a text beyond the bounds is one that cannot be read.
 */
public final class MathJudge {
  private static final String MARKER = "####";

  private final Expression reference;

  private MathJudge(Expression reference) {
    this.reference = reference;
  }

  /**
   * The judge of answers to one reference: a formula, as it is or between math delimiters or in a
   * box, or a text that gives its answer after the marker {@code ####} or in a box. Empty if it
   * cannot be read.
   */
  public static Optional<MathJudge> of(String reference) {
    int marker = reference.lastIndexOf(MARKER);
    String text = marker < 0 ? reference : reference.substring(marker + MARKER.length());
    Optional<Expression> formula = first(AnswerTexts.formulas(text));
    Optional<Expression> whole =
        text.contains("\\boxed") || text.length() > Tokens.LONGEST
            ? Optional.empty()
            : Reader.read(text);
    return formula.or(() -> whole).map(MathJudge::new);
  }

  /** Whether the completion's answer is the reference; false if none can be read. */
  public boolean accepts(String completion) {
    try {
      return first(AnswerTexts.of(completion))
          .map(given -> AnswerEquality.same(reference, given))
          .orElse(false);
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static Optional<Expression> first(List<String> texts) {
    return texts.stream().map(Reader::read).flatMap(Optional::stream).findFirst();
  }
}
