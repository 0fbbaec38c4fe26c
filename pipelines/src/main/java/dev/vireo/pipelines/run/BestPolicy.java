package dev.vireo.pipelines.run;

import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.PublishedEvaluations;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The policy that did best on held-out prompts, by {@code evaluation.accuracy}. Of equals it is the
 * later one.
 *
 * @param policy its checkpoint
 * @param evaluation what it was worth
 */
public record BestPolicy(PolicyCheckpoint policy, EvaluationResult evaluation) {

  /**
   * The best of policies that were judged.
   *
   * @param evaluations what a run directory has of them
   * @param mean which of the evaluations' means decides
   * @param upTo later steps do not count
   * @param stillThere whether a step's evaluation is of the policy, by its content hash, that is
   *     there with its files: one that was cleaned up or made again is not to be chosen
   */
  public static Optional<EvaluationResult> evaluation(
      Collection<PublishedEvaluations.Published> evaluations,
      String mean,
      long upTo,
      BiPredicate<Long, String> stillThere) {
    return evaluations.stream()
        .filter(each -> each.result().step() <= upTo)
        .filter(each -> each.result().measured(mean).isPresent())
        .sorted(best(mean).reversed())
        .filter(each -> stillThere.test(each.result().step(), each.policyHash()))
        .map(PublishedEvaluations.Published::result)
        .findFirst();
  }

  private static Comparator<PublishedEvaluations.Published> best(String mean) {
    return Comparator.<PublishedEvaluations.Published>comparingDouble(
            each -> each.result().measured(mean).orElseThrow())
        .thenComparingLong(each -> each.result().step());
  }
}
