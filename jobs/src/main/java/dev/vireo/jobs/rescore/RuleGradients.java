package dev.vireo.jobs.rescore;

import dev.vireo.algorithms.sampling.EvenPlaces;
import dev.vireo.algorithms.signal.GradientAgreement;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.jobs.training.PolicyGradient;
import dev.vireo.models.parameters.ParameterSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The policy gradients of the rules over groups that are chosen evenly from all iterations. Each is
 * taken at the policy that its groups came from, and the driver holds those of one policy at a
 * time, one for each rule.
 *
 * @param sample what is asked for
 * @param parts the chosen groups of each iteration that has some
 */
record RuleGradients(GradientSample sample, List<Part> parts) {

  private static final String STAGE = "rule-gradients";

  /**
   * The chosen groups of an iteration.
   *
   * @param place of the iteration among all
   * @param policy that they came from
   * @param groups places among the iteration's groups
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Part(int place, PolicyCheckpoint policy, int[] groups) {}

  /**
   * Chooses the groups.
   *
   * @throws dev.vireo.algorithms.InputException if the policy, or the completions, of an iteration
   *     with chosen groups are no longer there
   */
  static RuleGradients of(GradientSample sample, List<RescoredIteration> iterations) {
    int total = Math.toIntExact(iterations.stream().mapToLong(RuleGradients::groups).sum());
    int[] chosen = EvenPlaces.of(total, sample.groups());
    List<Part> parts = new ArrayList<>();
    int first = 0;
    for (int place = 0; place < iterations.size(); place++) {
      int from = first;
      int to = first + groups(iterations.get(place));
      int[] groups =
          Arrays.stream(chosen)
              .filter(each -> from <= each && each < to)
              .map(each -> each - from)
              .toArray();
      if (groups.length > 0) {
        RescoredIteration iteration = iterations.get(place);
        iteration.requireRollouts("--gradients");
        if (sample.update().objective().beta() > 0) {
          iteration.requireLogprobs("--gradients with a beta above 0");
        }
        parts.add(new Part(place, sample.policies().apply(iteration.iteration()), groups));
      }
      first = to;
    }
    return new RuleGradients(sample, parts);
  }

  private static int groups(RescoredIteration iteration) {
    return Math.toIntExact(iteration.rewards().rows());
  }

  /** What the gradients depend on besides the advantages: policies, and what they are held to. */
  List<String> inputs(List<RescoredIteration> iterations) {
    List<String> hashes = new ArrayList<>();
    for (Part part : parts) {
      hashes.add(part.policy().contentHash());
      iterations.get(part.place()).logprobs().ifPresent(each -> hashes.add(each.contentHash()));
    }
    return hashes;
  }

  /**
   * Compares the gradients.
   *
   * @param made what each rule makes of each iteration
   */
  Rescoring.Gradients compare(
      StageContext context,
      List<RescoringRule> rules,
      List<RescoredIteration> iterations,
      List<List<RuleDatasets>> made) {
    StageProgress progress =
        StageProgress.start(
            context.progress(), STAGE, 0, (long) parts.size() * rules.size(), "gradients");
    GradientAgreement agreement = new GradientAgreement(rules.size());
    try {
      for (Part part : parts) {
        List<ParameterSet> gradients = new ArrayList<>();
        for (int rule = 0; rule < rules.size(); rule++) {
          gradients.add(
              gradient(
                  context,
                  rules.get(rule).name(),
                  part,
                  iterations.get(part.place()),
                  made.get(part.place()).get(rule)));
          progress.advance(1, Map.of());
        }
        agreement.add(inner(gradients));
      }
    } catch (RuntimeException e) {
      progress.fail();
      throw e;
    }
    progress.finish(Map.of());
    return new Rescoring.Gradients(
        parts.stream().mapToInt(part -> part.groups().length).sum(),
        parts.stream().map(part -> part.policy().step()).toList(),
        IntStream.range(0, rules.size()).mapToObj(i -> ofRule(agreement, rules, i)).toList());
  }

  private ParameterSet gradient(
      StageContext context, String rule, Part part, RescoredIteration iteration, RuleDatasets of) {
    return PolicyGradient.of(
        context,
        "rescore: gradient of rule %s, iteration %d".formatted(rule, iteration.iteration()),
        part.policy(),
        iteration.rollouts(),
        of.advantages(),
        iteration.logprobs(),
        sample.update(),
        sample.temperature(),
        sample.maxNewTokens(),
        part.groups());
  }

  private static double[][] inner(List<ParameterSet> gradients) {
    double[][] inner = new double[gradients.size()][gradients.size()];
    for (int i = 0; i < inner.length; i++) {
      for (int j = 0; j <= i; j++) {
        ParameterSet one = gradients.get(i);
        ParameterSet other = gradients.get(j);
        // Without any signal there is no gradient at all.
        inner[i][j] = one.isEmpty() || other.isEmpty() ? 0 : one.dot(other);
      }
    }
    return inner;
  }

  private static Rescoring.OfGradient ofRule(
      GradientAgreement agreement, List<RescoringRule> rules, int rule) {
    Map<String, Double> cosines = new LinkedHashMap<>();
    for (int other = 0; other < rules.size(); other++) {
      cosines.put(rules.get(other).name(), agreement.cosine(rule, other));
    }
    return new Rescoring.OfGradient(rules.get(rule).name(), agreement.norm(rule), cosines);
  }
}
