package dev.vireo.algorithms.evaluation;

import static dev.vireo.algorithms.loss.reward.LabelledSteps.isRight;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The labelled steps of a completion, as a process reward model sees them. The arrays are not
 * copied.
 *
 * @param prompt names the prompt; completions of one prompt resemble each other
 * @param logOdds log(p_right / p_wrong) of each step
 * @param labels how far each step is right, from 0 to 1; from 0.5 on it counts as right
 */
@SuppressWarnings("ArrayRecordComponent")
public record JudgedSteps(String prompt, double[] logOdds, double[] labels)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many there are. */
  int count() {
    return labels.length;
  }

  /** Whether the model agrees with a step's label; equal probabilities say wrong. */
  boolean agrees(int step) {
    return logOdds[step] > 0 == isRight(labels[step]);
  }

  /** Whether any step is labelled wrong. */
  boolean hasError() {
    return first(step -> !isRight(labels[step])) < count();
  }

  /** Whether the first step that the model finds wrong is the first that is labelled so. */
  boolean findsFirstError() {
    return first(step -> !(logOdds[step] > 0)) == first(step -> !isRight(labels[step]));
  }

  private int first(IntPredicate step) {
    return IntStream.range(0, count()).filter(step).findFirst().orElse(count());
  }
}
