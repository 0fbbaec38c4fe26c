package dev.vireo.reports;

import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.AuditedReward.LengthBin;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.FeatureEffect.BestOf;
import dev.vireo.store.audit.FeatureEffect.Effect;
import dev.vireo.store.audit.FeatureEffect.Share;
import dev.vireo.store.audit.FeatureUse;
import dev.vireo.store.audit.FeatureUse.Point;
import dev.vireo.store.audit.RewardAudit;
import java.util.List;

/** An audit with given effects of length and emoji, and nothing to measure besides. */
public final class SampleAudit {

  private SampleAudit() {}

  /** An effect with an interval of a tenth of a unit on both sides. */
  public static Effect effect(double estimate, double half, double adjustedP, double correlation) {
    return new Effect(
        estimate, estimate - half, estimate + half, adjustedP / 10, adjustedP, correlation, 30, "");
  }

  /** An audit of one reward. */
  public static RewardAudit of(Effect tokens, Effect tokensHeld, Effect emoji) {
    List<FeatureEffect> effects =
        TextFeature.ALL.stream()
            .map(
                feature ->
                    switch (feature) {
                      case TOKENS -> of(feature, tokens, tokensHeld);
                      case EMOJI -> of(feature, emoji, emoji);
                      default -> {
                        Effect missing =
                            Effect.missing(0, "the feature never varies within a group");
                        yield of(feature, missing, missing);
                      }
                    })
            .toList();
    AuditedReward reward =
        new AuditedReward(
            "reward",
            240,
            0.5,
            0.2,
            List.of(new LengthBin(1, 99, 120, 0.4, -0.1), new LengthBin(100, 300, 120, 0.6, 0.1)),
            effects);
    List<FeatureUse> use =
        TextFeature.ALL.stream()
            .map(
                feature ->
                    new FeatureUse(
                        feature.key(),
                        List.of(new Point(1, 120, 100, 0.25), new Point(2, 120, 140, 0.5))))
            .toList();
    return new RewardAudit(List.of(1, 2), List.of(), 240, 60, 30, 0.05, use, List.of(reward));
  }

  private static FeatureEffect of(TextFeature feature, Effect alone, Effect held) {
    return new FeatureEffect(
        feature.key(),
        alone,
        held,
        alone,
        held,
        new Share(0.6, 0.55, 0.65, 100),
        7,
        new Share(0.58, 0.5, 0.66, 120),
        List.of(new BestOf(1, 60, 1, 0.25), new BestOf(4, 60, 2, 0.75)));
  }
}
