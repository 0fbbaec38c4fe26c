package dev.vireo.jobs.rescore;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Compares rules over what a run has stored. Of every rule {@code RULE/advantages/iteration=N}, and
 * {@code RULE/rewards/iteration=N} where it scores completions anew, are written into a directory
 * of their own, in the run's own chunks; {@code reports} beside them holds what was found. What is
 * there is not made again.
 */
public final class RescoreRollouts {

  /** The stage's name. */
  public static final String STAGE = "rescore";

  private final StageContext context;
  private final RunDirectory out;
  private final List<RescoringRule> rules;
  private final List<RuleStages> stages;
  private final List<RescoredIteration> iterations;
  private final Optional<RuleGradients> gradients;

  /**
   * Opens what is to be compared, and checks that all of it can be.
   *
   * @param context of the run, which is only read
   * @param out where the results go
   * @param numbers the iterations
   * @param texts of the rollouts' tokens; asked for only where steps are judged
   * @param sample gradients to compare; empty for none
   * @throws InputException saying which rule needs what is not there
   */
  public RescoreRollouts(
      StageContext context,
      RunDirectory out,
      List<Integer> numbers,
      List<RescoringRule> rules,
      Supplier<TokenTexts> texts,
      Optional<GradientSample> sample) {
    this.context = context;
    this.out = out;
    this.rules = List.copyOf(rules);
    this.stages = rules.stream().map(rule -> new RuleStages(context, out, rule, texts)).toList();
    this.iterations =
        numbers.stream().map(number -> RescoredIteration.of(context.run(), number)).toList();
    stages.forEach(rule -> iterations.forEach(rule::check));
    this.gradients = sample.map(asked -> RuleGradients.of(asked, iterations));
  }

  /**
   * Makes what is not there yet, and compares.
   *
   * @throws InputException if a rule cannot be followed; it names the rule
   */
  public Rescoring run() {
    List<List<RuleDatasets>> made = rescored();
    int first = iterations.get(0).iteration();
    int last = iterations.get(iterations.size() - 1).iteration();
    int groups = gradients.map(each -> each.sample().groups()).orElse(0);
    return RescoringReport.run(
        out, RescoringReport.folder(first, last, groups), fingerprint(made), () -> compare(made));
  }

  /** What each rule makes of each iteration: [iterations][rules]. */
  private List<List<RuleDatasets>> rescored() {
    List<List<Optional<DatasetHandle<Rewards>>>> scored = new ArrayList<>();
    for (RescoredIteration iteration : iterations) {
      scored.add(stages.stream().map(rule -> rule.scored(iteration)).toList());
    }
    StageProgress progress =
        StageProgress.start(context.progress(), STAGE, 0, iterations.size(), "iterations");
    List<List<RuleDatasets>> made = new ArrayList<>();
    try {
      for (int i = 0; i < iterations.size(); i++) {
        List<RuleDatasets> ofIteration = new ArrayList<>();
        for (int rule = 0; rule < rules.size(); rule++) {
          ofIteration.add(stages.get(rule).made(iterations.get(i), scored.get(i).get(rule)));
        }
        made.add(ofIteration);
        progress.advance(1, Map.of());
      }
    } catch (RuntimeException e) {
      progress.fail();
      throw e;
    }
    progress.finish(Map.of());
    return made;
  }

  private Fingerprint fingerprint(List<List<RuleDatasets>> made) {
    StringBuilder rewards = new StringBuilder();
    StringBuilder advantages = new StringBuilder();
    for (int i = 0; i < iterations.size(); i++) {
      rewards.append(iterations.get(i).rewards().contentHash()).append('\n');
      for (RuleDatasets rule : made.get(i)) {
        rewards.append(rule.rewards() == null ? "" : rule.rewards().contentHash()).append('\n');
        advantages.append(rule.advantages().contentHash()).append('\n');
      }
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("rules", rules.stream().map(RescoringRule::name).toList());
    settings.put("iterations", iterations.stream().map(RescoredIteration::iteration).toList());
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .input("rewards", CanonicalJson.hash(rewards.toString()))
            .input("advantages", CanonicalJson.hash(advantages.toString()));
    if (gradients.isPresent()) {
      GradientSample sample = gradients.get().sample();
      settings.put("groups", sample.groups());
      settings.put("update", sample.update());
      settings.put("temperature", sample.temperature());
      settings.put("max-new-tokens", sample.maxNewTokens());
      fingerprint =
          fingerprint.input(
              "policies",
              CanonicalJson.hash(String.join("\n", gradients.get().inputs(iterations))));
    }
    return fingerprint.settings(settings);
  }

  private Rescoring compare(List<List<RuleDatasets>> made) {
    List<RewardColumn> columns = columns(made.get(0));
    RescoringSums sums = CompareRules.run(context.spark(), iterations, made, columns);
    return new Rescoring(
        iterations.stream().map(RescoredIteration::iteration).toList(),
        sums.groups(),
        sums.completions(),
        IntStream.range(0, rules.size())
            .mapToObj(rule -> ofRule(rule, made, columns, sums))
            .toList(),
        gradients
            .map(each -> each.compare(context, rules, iterations, made))
            .orElse(Rescoring.Gradients.NONE));
  }

  private List<RewardColumn> columns(List<RuleDatasets> made) {
    List<RewardColumn> columns =
        new ArrayList<>(RewardColumn.of(RewardColumn.STORED, "", iterations.get(0).rewards()));
    for (int rule = 0; rule < rules.size(); rule++) {
      if (rules.get(rule).scores()) {
        columns.addAll(
            RewardColumn.of(rule, rules.get(rule).name() + "/", made.get(rule).rewards()));
      }
    }
    return columns;
  }

  private Rescoring.OfRule ofRule(
      int rule, List<List<RuleDatasets>> made, List<RewardColumn> columns, RescoringSums sums) {
    SortedMap<String, Double> totals = new TreeMap<>();
    made.forEach(
        iteration ->
            iteration
                .get(rule)
                .advantages()
                .manifest()
                .totals()
                .forEach((name, value) -> totals.merge(name, value, Double::sum)));
    Map<String, Double> means = AdjustmentTotals.means(totals);
    Map<String, Long> reasons = sums.filtered(rule);
    long without = reasons.values().stream().mapToLong(Long::longValue).sum();
    List<Rescoring.OfReward> correlations =
        IntStream.range(0, columns.size())
            .mapToObj(
                column ->
                    new Rescoring.OfReward(
                        columns.get(column).name(),
                        sums.correlation(rule, column).value(),
                        sums.correlation(rule, column).groups(),
                        sums.correlation(rule, column).constantGroups()))
            .toList();
    return new Rescoring.OfRule(
        rules.get(rule).name(),
        means.getOrDefault("reward_variance/before", Double.NaN),
        means.getOrDefault("reward_variance/after", Double.NaN),
        means.getOrDefault("adjustment/top_share", Double.NaN),
        (double) without / sums.groups(),
        reasons,
        correlations);
  }
}
