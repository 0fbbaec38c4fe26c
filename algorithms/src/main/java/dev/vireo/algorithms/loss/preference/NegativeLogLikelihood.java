package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.loss.Denominators;
import java.util.List;

/**
 * Cross entropy of the chosen sequence, a mean over the step's tokens: {@code sft}, and the part of
 * CPO and ORPO that keeps the policy near the data.
 *
 * @param prompt whether the prompt's tokens count, too, as in TRL's ORPO
 */
record NegativeLogLikelihood(boolean prompt) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    return prompt
        ? new PairTerm(-pair.chosen() - pair.prompt(), -1, 0, -1)
        : PairTerm.of(-pair.chosen(), -1, 0);
  }

  @Override
  public double denominator(Denominators step) {
    return Math.max(1, prompt ? step.preferredOutputs() : step.preferredTokens());
  }

  @Override
  public List<Measure> measures(PairScores pair) {
    int tokens = pair.chosenTokens() + (prompt ? pair.promptTokens() : 0);
    return List.of(new Measure("nll_loss", at(pair).loss(), tokens));
  }
}
