package dev.vireo.jobs.scoring;

import dev.vireo.models.scoring.TokenSequence;
import java.util.List;

/**
 * What a model says of token sequences. For one thread at a time.
 *
 * <p>Sequences come in groups, such as the completions of a prompt. A group goes through the model
 * together, so callers bound its tokens; what it comes to does not depend on other groups.
 */
public interface Scores {

  /**
   * The log-probability of the token at each of a sequence's places.
   *
   * @param temperature by which logits are divided; 0 counts as 1
   * @return of each group [B][places]
   */
  List<double[][]> logprobs(List<List<TokenSequence>> groups, double temperature);

  /**
   * A scalar head's values after each of a sequence's places.
   *
   * @return of each group [B][places], of several labels one after the other
   */
  List<double[][]> values(List<List<TokenSequence>> groups);
}
