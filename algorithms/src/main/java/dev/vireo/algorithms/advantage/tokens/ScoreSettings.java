package dev.vireo.algorithms.advantage.tokens;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * How a completion's reward becomes the score of one of its states.
 *
 * @param position which state is given it
 * @param clip scores are kept within this distance of 0; null leaves them as they are
 * @param missingEosPenalty what is subtracted, before clipping, where the completion did not end by
 *     itself; 0 for nothing
 */
public record ScoreSettings(ScorePosition position, Double clip, double missingEosPenalty)
    implements Serializable {

  /** Checks each setting. */
  public ScoreSettings {
    Objects.requireNonNull(position, "position");
    if (clip != null && !(clip > 0 && clip < Double.POSITIVE_INFINITY)) {
      throw new InputException("clip is " + clip + "; it must be a finite number above 0, or null");
    }
    if (!(missingEosPenalty >= 0 && missingEosPenalty < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "missing-eos-penalty is "
              + missingEosPenalty
              + "; it must be a finite number, at least 0: it is subtracted");
    }
  }

  /** The reward as it is, at the last token. */
  public static ScoreSettings defaults() {
    return new ScoreSettings(ScorePosition.LAST_TOKEN, null, 0);
  }

  /**
   * The score of a completion.
   *
   * @param reward NaN if there is none
   * @param ended whether the completion ended by itself
   * @return the score; NaN without a reward
   */
  public double score(double reward, boolean ended) {
    double score = ended ? reward : reward - missingEosPenalty;
    return clip == null ? score : Math.min(clip, Math.max(-clip, score));
  }
}
