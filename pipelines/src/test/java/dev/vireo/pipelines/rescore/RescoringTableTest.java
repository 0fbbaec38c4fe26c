package dev.vireo.pipelines.rescore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.rescore.Rescoring;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RescoringTableTest {

  private static Rescoring.OfRule rule(String name, double after, double correlation) {
    return new Rescoring.OfRule(
        name,
        0.0625,
        after,
        0.25,
        0.125,
        Map.of("zero-std", 1L),
        List.of(
            new Rescoring.OfReward("reward", correlation, 7, 1),
            new Rescoring.OfReward("rewards/exact", Double.NaN, 0, 8)));
  }

  @Test
  void aTableForEachQuestion() {
    Rescoring report =
        new Rescoring(
            List.of(2, 3),
            8,
            32,
            List.of(rule("grpo", 0.0625, 1), rule("wide", 0.1875, 0.8125)),
            new Rescoring.Gradients(
                4,
                List.of(1L, 2L),
                List.of(
                    new Rescoring.OfGradient("grpo", 0.5, Map.of("grpo", 1.0, "wide", -0.25)),
                    new Rescoring.OfGradient(
                        "wide", 0, Map.of("grpo", Double.NaN, "wide", Double.NaN)))));

    assertThat(RescoringTable.text(report))
        .isEqualTo(
            """
            32 completions of 8 groups, iterations 2 to 3

              RULE  VARIANCE BEFORE  AFTER    TOP SHARE  NO SIGNAL
              grpo  0.06250          0.06250  25.0%      12.5%
              wide  0.06250          0.1875   25.0%      12.5%

            correlation of the advantages with rewards, within groups

              REWARD         grpo        wide
              reward         +1.000 (7)  +0.813 (7)
              rewards/exact  -           -
            in brackets: the groups in which both differ; the others do not count

            cosines of the policy gradients over 4 groups, at the policies after steps 1, 2

              RULE  NORM    grpo    wide
              grpo  0.5000  +1.000  -0.250
              wide  0.000   -       -
            """);
  }
}
