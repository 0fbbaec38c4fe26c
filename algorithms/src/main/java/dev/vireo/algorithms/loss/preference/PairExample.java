package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.InputException;
import java.util.Optional;

/**
 * What a loss knows of a pair besides the policy's outputs. Rows of outputs hold the completion's
 * tokens, and before them those of the prompt where the loss asks for them.
 *
 * @param reference the reference policy's log-probabilities; empty if no loss compares with it
 * @param chosenStart which output of the chosen row is the completion's first; 0 without a prompt
 * @param rejectedStart the same of the rejected row
 */
public record PairExample(Optional<ReferenceLogps> reference, int chosenStart, int rejectedStart) {

  /**
   * Sums over a completion's tokens, in nats.
   *
   * @param chosen of the chosen completion
   * @param rejected of the rejected completion
   */
  public record ReferenceLogps(double chosen, double rejected) {
    /** Checks that both are finite. */
    public ReferenceLogps {
      if (!Double.isFinite(chosen) || !Double.isFinite(rejected)) {
        throw new InputException(
            "The reference log-probabilities of a pair are "
                + chosen
                + " and "
                + rejected
                + "; both must be finite numbers");
      }
    }
  }

  /** Checks that the starts are positions. */
  public PairExample {
    if (chosenStart < 0 || rejectedStart < 0) {
      throw new InputException(
          "The completions of a pair start at outputs "
              + chosenStart
              + " and "
              + rejectedStart
              + "; neither may be negative");
    }
  }

  /** A pair whose rows hold completions alone. */
  public static PairExample of(double referenceChosen, double referenceRejected) {
    return new PairExample(
        Optional.of(new ReferenceLogps(referenceChosen, referenceRejected)), 0, 0);
  }

  /** A pair without a reference, whose rows hold completions alone. */
  public static PairExample withoutReference() {
    return withoutReference(0, 0);
  }

  /** A pair without a reference, whose rows begin with the prompt. */
  public static PairExample withoutReference(int chosenStart, int rejectedStart) {
    return new PairExample(Optional.empty(), chosenStart, rejectedStart);
  }
}
