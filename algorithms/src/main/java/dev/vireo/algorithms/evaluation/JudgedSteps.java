package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.reward.LabelledSteps.isRight;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The labelled steps of a completion, with a process reward model's outputs. The arrays are not
 * copied.
 *
 * @param prompt the prompt's name; completions of the same prompt are similar
 * @param logOdds log(p_right / p_wrong) of each step
 * @param labels degree to which each step is right, from 0 to 1; it counts as right from 0.5 on
 */
@SuppressWarnings("ArrayRecordComponent")
public record JudgedSteps(String prompt, double[] logOdds, double[] labels)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of steps. */
  int count() {
    return labels.length;
  }

  /** Whether the model agrees with a step's label; equal probabilities count as wrong. */
  boolean agrees(int step) {
    return logOdds[step] > 0 == isRight(labels[step]);
  }

  /** Whether any step is labelled wrong. */
  boolean hasError() {
    return first(step -> !isRight(labels[step])) < count();
  }

  /** Whether the first step that the model considers wrong is the first one labelled wrong. */
  boolean findsFirstError() {
    return first(step -> !(logOdds[step] > 0)) == first(step -> !isRight(labels[step]));
  }

  private int first(IntPredicate step) {
    return IntStream.range(0, count()).filter(step).findFirst().orElse(count());
  }
}
