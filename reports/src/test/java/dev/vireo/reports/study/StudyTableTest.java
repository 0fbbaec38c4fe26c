package dev.vireo.reports.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.reports.SampleStudy;
import dev.vireo.store.study.Scaling;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyTableTest {
  private static Scaling scaling(String form, Interval optimum) {
    return new Scaling(
        form,
        "gold",
        3,
        2,
        SampleStudy.around(1),
        SampleStudy.around(0.5),
        0.01,
        optimum,
        0.5,
        form.equals(Scaling.REINFORCEMENT) ? List.of(new Scaling.Iterated(2, 2, 1)) : List.of());
  }

  @Test
  void theTables() {
    String text =
        StudyTable.text(
            SampleStudy.of(
                true,
                List.of(
                    scaling(Scaling.BEST_OF_N, new Interval(5, 3, Double.POSITIVE_INFINITY)),
                    scaling(Scaling.REINFORCEMENT, SampleStudy.around(1)))));

    assertThat(text.lines())
        .containsExactly(
            "20 prompts, 3 completions each; 1 prompt left out, as a completion lacks a reward;"
                + " proxy reward model, gold reward exact",
            "",
            "N  TOKENS     KL                 PROXY                  GOLD    WIN"
                + "              MAJORITY              WEIGHTED",
            "1      10  1.000  1.000 [0.900, 1.100]  0.200 [0.100, 0.300]  0.500"
                + "  0.300 [0.200, 0.400]  0.400 [0.300, 0.500]",
            "2      20  1.000  2.000 [1.900, 2.100]  0.400 [0.300, 0.500]  0.500"
                + "  0.300 [0.200, 0.400]  0.400 [0.300, 0.500]",
            "3      30  1.500  3.000 [2.900, 3.100]  0.600 [0.500, 0.700]      -"
                + "  0.300 [0.200, 0.400]  0.400 [0.300, 0.500]",
            "",
            "BEAMS  TOKENS                 PROXY                  GOLD",
            "    4     120  2.000 [1.900, 2.100]  0.700 [0.600, 0.800]",
            "",
            "ROUND  CHAINS  READ  WRITTEN            LAST PROXY             LAST GOLD"
                + "            BEST PROXY             BEST GOLD  N              PARALLEL  N TO ALL"
                + "  PARALLEL TO ALL",
            "    2       4   150      110  1.000 [0.900, 1.100]  0.600 [0.500, 0.700]"
                + "  2.000 [1.900, 2.100]  0.700 [0.600, 0.800]  2  0.400 [0.300, 0.500]         5"
                + "                -",
            "",
            "STEP  TOKENS                    KL                 PROXY                  GOLD",
            "  40     9.5  1.000 [0.900, 1.100]  2.000 [1.900, 2.100]  0.300 [0.200, 0.400]",
            "",
            "best-of-n, gold: d (alpha - beta d), alpha 1.000 [0.900, 1.100], beta 0.500 [0.400,"
                + " 0.600], does not turn up to d = 2.00",
            "reinforcement, gold: d (alpha - beta log d), alpha 1.000 [0.900, 1.100], beta 0.500"
                + " [0.400, 0.600], largest +0.50 deviations at d = 1.000 [0.900, 1.100]; in 2"
                + " rounds +1.00 at d = 2.00",
            "",
            "95% intervals by bootstrap over prompts. KL in nats; WIN: gold reward above that of a"
                + " single completion.",
            "MAJORITY, WEIGHTED: gold reward of the answer with most votes, or with the largest sum"
                + " of weights.",
            "PARALLEL: gold reward of the best of N completions for as many tokens written; TO ALL:"
                + " written and read.");
  }

  @Test
  void withoutVotesThereAreNoColumnsForThem() {
    assertThat(StudyTable.text(SampleStudy.of(false, List.of())))
        .doesNotContain("MAJORITY", "best-of-n,");
  }
}
