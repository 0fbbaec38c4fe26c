package dev.vireo.models.testing;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.SupervisedExample;
import dev.vireo.algorithms.loss.SupervisedLoss;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.GradientAccumulator;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Losses for gradients to be checked of. */
public final class Losses {
  private Losses() {}

  /** A loss of log-probabilities alone. */
  @FunctionalInterface
  public interface Formula extends Loss<Object> {
    /** The loss of [B][T_i] log-probabilities, and its derivative. */
    LossValue of(double[][] logprobs);

    @Override
    default Unit unit() {
      return Unit.TOKEN;
    }

    @Override
    default Set<TokenStatistic> statistics() {
      return Set.of();
    }

    @Override
    default LossValue evaluate(Outputs outputs, List<Object> examples, Denominators step) {
      return of(outputs.values());
    }

    @Override
    default SortedMap<String, Double> metrics(Sums sums, Denominators step) {
      return new TreeMap<>();
    }

    /** Adds the gradient of sequences. */
    default LossValue accumulate(
        GradientAccumulator into, List<TokenSequence> sequences, double temperature) {
      List<Object> examples = Collections.nCopies(sequences.size(), "");
      return into.accumulate(sequences, temperature, this, examples, step(1));
    }
  }

  /** Adds the gradient of cross entropy over so many tokens; returns the loss with its sums. */
  public static LossValue supervised(
      GradientAccumulator into, List<TokenSequence> sequences, double temperature, long tokens) {
    return into.accumulate(
        sequences,
        temperature,
        new SupervisedLoss(),
        sequences.stream().map(each -> new SupervisedExample(each.length())).toList(),
        step(tokens));
  }

  /** Denominators of a step of so many tokens. */
  public static Denominators step(long tokens) {
    return new Denominators(tokens, tokens, tokens, tokens, tokens, 1, 1);
  }
}
