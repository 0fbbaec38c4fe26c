package dev.vireo.jobs.audit;

import dev.vireo.algorithms.evaluation.ClusteredShare;
import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.FeatureEffect.Effect;
import dev.vireo.store.audit.FeatureEffect.Share;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The effects of one reward with their intervals, by Student's t with one degree of freedom less
 * than there are prompts that tell as much: few prompts in which a feature varies leave an interval
 * wide, however many completions there are.
 *
 * @param sums the reward's sums
 * @param models within groups, and pooled
 * @param totals what prompts add up to
 */
record FeatureEffects(RewardSums sums, List<FittedEffects> models, ScoreTotals totals) {

  /** With fewer prompts an interval says nothing, and the sandwich too little of the error. */
  static final int FEWEST_PROMPTS = 5;

  private static final int FEATURES = GroupFeatures.FEATURES;
  private static final int WITHIN = 0;
  private static final int POOLED = 1;
  private static final double UPPER = 0.975;

  /** The reward, by all features. */
  AuditedReward of(String name) {
    double[][] errors = {
      totals.errorsTogether(WITHIN, models.get(WITHIN)),
      totals.errorsTogether(POOLED, models.get(POOLED))
    };
    List<FeatureEffect> features = new ArrayList<>();
    for (int f = 0; f < FEATURES; f++) {
      features.add(
          new FeatureEffect(
              TextFeature.ALL.get(f).key(),
              alone(WITHIN, f),
              together(WITHIN, f, errors[WITHIN]),
              alone(POOLED, f),
              together(POOLED, f, errors[POOLED]),
              share(totals.wins(f)),
              totals.ties(f),
              share(totals.better(f)),
              sums.bestOf(f)));
    }
    long rows = models.get(WITHIN).factor().rows();
    return new AuditedReward(
        name,
        sums.completions(),
        sums.mean(),
        models.get(WITHIN).factor().norm(FEATURES) / Math.sqrt(rows),
        sums.lengths(),
        features);
  }

  private Effect alone(int kind, int feature) {
    String missing = missing(kind, feature);
    if (!missing.isEmpty()) {
      return Effect.missing(totals.differing(feature), missing);
    }
    FittedEffects model = models.get(kind);
    double correlation =
        model.factor().product(feature, FEATURES)
            / model.factor().norm(feature)
            / model.factor().norm(FEATURES);
    return effect(
        kind,
        feature,
        model.alone()[feature],
        totals.errorAlone(kind, feature, model),
        correlation);
  }

  private Effect together(int kind, int feature, double[] errors) {
    String missing = missing(kind, feature);
    FittedEffects model = models.get(kind);
    if (missing.isEmpty() && !model.isTogether(feature)) {
      missing =
          feature == TextFeature.CHARACTERS.ordinal()
              ? "the length is held in tokens"
              : "it goes along with other features";
    }
    if (!missing.isEmpty()) {
      return Effect.missing(totals.differing(feature), missing);
    }
    int place = 0;
    while (model.together()[place] != feature) {
      place++;
    }
    return effect(kind, feature, model.held()[feature], errors[place], Double.NaN);
  }

  private String missing(int kind, int feature) {
    FittedEffects model = models.get(kind);
    if (sums.completions() == 0) {
      return "no completion has this reward";
    }
    if (kind == WITHIN && model.factor().rows() == 0) {
      return "no group has two completions with this reward";
    }
    if (!model.varies()[FEATURES]) {
      return kind == WITHIN ? "the rewards of a group never differ" : "the rewards never differ";
    }
    if (!model.varies()[feature]) {
      return kind == WITHIN
          ? "the feature never varies within a group"
          : "the feature never varies";
    }
    return totals.effectivePrompts(kind, feature) < FEWEST_PROMPTS
        ? "it varies in too few prompts"
        : "";
  }

  private Effect effect(int kind, int feature, double estimate, double error, double correlation) {
    TDistribution t = student(totals.effectivePrompts(kind, feature));
    double half = t.inverseCumulativeProbability(UPPER) * error;
    double p = error == 0 ? 0 : 2 * t.cumulativeProbability(-Math.abs(estimate) / error);
    return new Effect(
        estimate,
        estimate - half,
        estimate + half,
        estimate == 0 && error == 0 ? 1 : p,
        Double.NaN,
        correlation,
        totals.differing(feature),
        "");
  }

  private static Share share(ClusteredShare share) {
    double half =
        share.effectiveClusters() < FEWEST_PROMPTS
            ? Double.NaN
            : student(share.effectiveClusters()).inverseCumulativeProbability(UPPER)
                * share.standardError();
    return new Share(
        share.share(),
        Math.max(0, share.share() - half),
        Math.min(1, share.share() + half),
        (long) share.trials());
  }

  private static TDistribution student(double prompts) {
    return new TDistribution(null, prompts - 1);
  }
}
