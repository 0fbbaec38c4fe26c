package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.InputException;
import java.util.Optional;

/** One sequence of a micro-batch: numbers of its tokens, each checked when it is looked at. */
final class PolicyRow {
  private final int number;
  private final double[] logprobs;
  private final double[] old;
  private final double[] reference;
  private final double[] advantages;
  private final boolean[] mask;
  private final int active;

  PolicyRow(int number, double[] logprobs, PolicyExample example) {
    this.number = number;
    this.logprobs = logprobs;
    this.old = checked("old log-probabilities", example.oldLogprobs());
    this.reference = checked("reference log-probabilities", example.referenceLogprobs());
    this.advantages = example.advantages();
    example.sampledLogprobs().ifPresent(s -> checkTokens("sampled log-probabilities", s.length));
    this.mask = example.completionMask().orElse(null);
    if (advantages.length != 1) {
      checkTokens("advantages", advantages.length);
    }
    if (mask != null) {
      checkTokens("mask values", mask.length);
    }
    int count = 0;
    for (int t = 0; t < logprobs.length; t++) {
      count += active(t) ? 1 : 0;
    }
    this.active = count;
  }

  int tokens() {
    return logprobs.length;
  }

  /** How many tokens count in the loss. */
  int activeTokens() {
    return active;
  }

  boolean active(int token) {
    return mask == null || mask[token];
  }

  boolean hasReference() {
    return reference != null;
  }

  double advantage(int token) {
    return finite("advantage", token, advantages[advantages.length == 1 ? 0 : token]);
  }

  double logprob(int token) {
    return finite("log-probability", token, logprobs[token]);
  }

  double logRatio(int token) {
    double logprob = logprob(token);
    return old == null ? 0 : logprob - finite("old log-probability", token, old[token]);
  }

  double referenceLogprob(int token) {
    return finite("reference log-probability", token, reference[token]);
  }

  String name(int token) {
    return "token " + token + " of sequence " + number;
  }

  int number() {
    return number;
  }

  private double finite(String what, int token, double value) {
    if (!Double.isFinite(value)) {
      throw new InputException(
          "The "
              + what
              + " of "
              + name(token)
              + " is "
              + value
              + "; it must be a finite number: lower the learning rate");
    }
    return value;
  }

  private double[] checked(String what, Optional<double[]> values) {
    values.ifPresent(present -> checkTokens(what, present.length));
    return values.orElse(null);
  }

  private void checkTokens(String what, int count) {
    if (count != logprobs.length) {
      throw new InputException(
          "Sequence "
              + number
              + " of the micro-batch has "
              + logprobs.length
              + " tokens but "
              + count
              + " "
              + what);
    }
  }
}
