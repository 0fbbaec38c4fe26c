package dev.vireo.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.evaluation.HolmCorrection;
import dev.vireo.algorithms.evaluation.TriangularFactor;
import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.jobs.audit.PlantedRun.Bias;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.FeatureEffect.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many audits without Spark: how often intervals and verdicts are right. */
class FalseAlarmsTest {

  private static final int SEEDS = 200;

  /** The normal equations, in place of MLlib. */
  static double[] solve(TriangularFactor factor, int[] features, int label) {
    double[][] inverse = factor.columns(features).inverseProducts();
    double[] coefficients = new double[features.length];
    for (int i = 0; i < features.length; i++) {
      for (int j = 0; j < features.length; j++) {
        coefficients[i] += inverse[i][j] * factor.product(features[j], label);
      }
    }
    return coefficients;
  }

  private static AuditedReward audit(long seed, int prompts, Bias bias) {
    List<GroupFeatures> groups = new ArrayList<>();
    PlantedRun planted = new PlantedRun(seed, prompts, 6);
    for (int iteration = 1; iteration <= 2; iteration++) {
      planted.groups(iteration, bias).forEach(group -> groups.add(group.features()));
    }
    AuditSums sums = new AuditSums(1);
    groups.forEach(group -> sums.add(1, group));
    List<FittedEffects> models =
        List.of(
            FittedEffects.within(sums.reward(0), FalseAlarmsTest::solve),
            FittedEffects.pooled(sums.reward(0), FalseAlarmsTest::solve));
    PromptScores scores = new PromptScores(List.of(models));
    TreeMap<String, double[]> ofPrompts = new TreeMap<>();
    groups.forEach(
        group -> ofPrompts.merge(group.prompt(), scores.of(group), FalseAlarmsTest::sum));
    ScoreTotals totals = new ScoreTotals(0);
    ofPrompts.values().forEach(totals::add);
    return new FeatureEffects(sums.reward(0), models, totals).of("reward");
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static boolean hasAlarm(AuditedReward reward) {
    double[] p = reward.features().stream().mapToDouble(each -> each.within().p()).toArray();
    for (double adjusted : HolmCorrection.adjust(p)) {
      if (adjusted < AuditRewards.LEVEL) {
        return true;
      }
    }
    return false;
  }

  private static double alarms(int prompts, int audits) {
    return LongStream.range(0, audits)
            .filter(seed -> hasAlarm(audit(seed, prompts, l -> 0)))
            .count()
        / (double) audits;
  }

  @Test
  void whereNothingIsPlantedFewAuditsReportAnything() {
    assertThat(alarms(40, 300)).isLessThanOrEqualTo(AuditRewards.LEVEL);
    // Few prompts: the level, give or take three standard errors of a share of so many audits.
    assertThat(alarms(12, 600)).isCloseTo(AuditRewards.LEVEL, within(0.027));
  }

  @Test
  void intervalsHoldWhatWasPlantedNearlyAlways() {
    long alone = 0;
    long held = 0;
    double length = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      AuditedReward reward = audit(seed, 30, look -> 0.002 * look.tokens() + 0.3 * look.emoji());
      FeatureEffect tokens = reward.features().get(TextFeature.TOKENS.ordinal());
      FeatureEffect emoji = reward.features().get(TextFeature.EMOJI.ordinal());
      length += tokens.within().estimate() / SEEDS;
      alone += holds(emoji.within(), 0.3) ? 1 : 0;
      held += holds(tokens.withinTogether(), 0.002) ? 1 : 0;
    }
    // Nineteen of twenty, give or take three standard errors of that.
    assertThat(alone / (double) SEEDS).isCloseTo(0.95, within(0.045));
    assertThat(held / (double) SEEDS).isCloseTo(0.95, within(0.045));
    assertThat(length).isCloseTo(0.002, within(1e-4));
  }

  private static boolean holds(Effect effect, double truth) {
    return effect.lower() <= truth && truth <= effect.upper();
  }

  @Test
  void harderPromptsAreNotMistakenForLongerCompletions() {
    AuditedReward reward = audit(1, 60, look -> 0);
    FeatureEffect tokens = reward.features().get(TextFeature.TOKENS.ordinal());

    assertThat(tokens.within().adjustedP()).isNaN();
    assertThat(tokens.within().p()).isGreaterThan(0.05);
    // Among all completions the longer ones are those of harder prompts.
    assertThat(tokens.pooled().upper()).isNegative();
  }

  @Test
  void whatHardlyVariesIsNotMeasured() {
    AuditedReward reward = audit(1, 3, look -> 0);
    assertThat(reward.features().get(TextFeature.TOKENS.ordinal()).within().missing())
        .isEqualTo("it varies in too few prompts");
    assertThat(reward.features().get(TextFeature.LINKS.ordinal()).within().missing())
        .isEqualTo("the feature never varies within a group");
    assertThat(reward.features().get(TextFeature.LINKS.ordinal()).wins().share()).isNaN();
  }
}
