package dev.vireo.algorithms.objective;

import dev.vireo.algorithms.InputException;
import java.util.Objects;

/**
 * The clipped policy objective (arXiv 2402.03300, equation 3; GSPO's ratio, arXiv 2507.18071):
 *
 * <pre>
 *   ratio   = exp(logprob - oldLogprob)
 *   loss_t  = -min(ratio A, clip(ratio, 1 - epsilonLow, 1 + epsilonHigh) A) + beta k3
 *   k3      = exp(reference - logprob) - (reference - logprob) - 1
 * </pre>
 *
 * <p>summed over tokens with the weights of {@link LossType}. Where the two sides of the minimum
 * are equal the ratio's own passes the gradient; a token with an advantage of 0 has no policy term,
 * however extreme its ratio. Without state but its settings; safe for several threads.
 */
public final class Objective {
  private final ObjectiveSettings settings;

  /**
   * An objective with the given settings.
   *
   * @param settings the settings
   */
  public Objective(ObjectiveSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * The loss of a batch, and its derivative.
   *
   * @param batch [B][T] tokens
   * @param normalizer the denominators of the whole update that the batch is a part of
   * @return the batch's part of the update's loss, d loss / d logprob, and metrics
   * @throws InputException where beta is above 0 without reference log-probabilities, where a value
   *     that counts is no finite number, or where the loss overflows
   */
  public ObjectiveValue evaluate(TokenBatch batch, Normalizer normalizer) {
    if (settings.beta() > 0 && batch.referenceLogprobs() == null) {
      throw new InputException(
          "The objective's beta is "
              + settings.beta()
              + ", but there are no reference log-probabilities: compute them, or set beta to 0");
    }
    ObjectiveSums sums = new ObjectiveSums(settings, batch);
    double perToken = weight(batch, normalizer);
    double[][] gradient = new double[batch.sequences()][];
    for (int b = 0; b < gradient.length; b++) {
      gradient[b] = new double[batch.logprobs()[b].length];
      double weight =
          settings.loss() == LossType.GRPO
              ? perToken / Math.max(1, batch.activeTokens(b))
              : perToken;
      if (settings.ratio() == RatioLevel.TOKEN) {
        sums.addTokens(b, weight, gradient[b]);
      } else {
        sums.addSequence(b, weight, gradient[b]);
      }
    }
    return new ObjectiveValue(sums.loss(), gradient, sums.metrics());
  }

  /**
   * What a token's loss is multiplied by; for GRPO still to be divided by the sequence's tokens.
   */
  private double weight(TokenBatch batch, Normalizer normalizer) {
    return switch (settings.loss()) {
      case GRPO -> 1.0 / normalizer.sequences();
      case BNPO -> 1.0 / ((double) Math.max(1, batch.activeTokens()) * normalizer.microBatches());
      case DAPO -> 1.0 / Math.max(1, normalizer.tokens());
      case DR_GRPO -> 1.0 / ((double) normalizer.sequences() * normalizer.maxCompletionLength());
    };
  }
}
