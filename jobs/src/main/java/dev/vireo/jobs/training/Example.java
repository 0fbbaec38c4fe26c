package dev.vireo.jobs.training;

import dev.vireo.models.scoring.TokenSequence;
import java.util.List;
import java.util.Optional;

/**
 * One example as a loss sees it.
 *
 * @param sequences as many as the loss's unit has, a preferred one first
 * @param known what the loss knows besides the model's outputs
 * @param probe what is scored before the step's gradients; empty unless the loss asks for a
 *     baseline
 */
record Example<E>(List<TokenSequence> sequences, E known, Optional<Probe> probe) {

  /**
   * A sequence whose log-ratio goes into the step's baseline.
   *
   * @param sequence a prompt with a completion of another one
   * @param referenceLogprob sum over its completion's tokens under the reference policy
   */
  record Probe(TokenSequence sequence, double referenceLogprob) {}

  /** An example without a probe. */
  static <E> Example<E> of(E known, TokenSequence... sequences) {
    return new Example<>(List.of(sequences), known, Optional.empty());
  }
}
