package dev.vireo.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.study.ChoicePoint;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReportTest {
  private static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

  @TempDir private Path folder;

  @Test
  void itHasTheGist() {
    SyntheticRun made = SyntheticRun.in(folder.resolve("grpovi"), 3, 20, 4).iterate(3);

    String text = TextReport.of(List.of(made.directory()));

    assertThat(text)
        .startsWith("grpovi  grpo, finished, 3 iterations, last change 2026-01-01T00:00:02Z\n")
        .contains("best  0.300 ± 0.206, 20 prompts, step 3\n")
        .contains("▁▃▆█\n")
        .containsPattern("  reward +0.510 +0.510 +0.530 +0.530  ▁▅█\n")
        .containsPattern("  collect-rollouts +6.0 s +\\d+%  120 tokens/s\n");
  }

  @Test
  void aStudySaysWhatItHasComeTo() {
    SyntheticRun made = SyntheticRun.in(folder, 1, 4, 4);
    ChoicePoint one =
        new ChoicePoint(1, 10, 0, around(0.5), around(1), around(0.2), NONE, NONE, NONE);
    StudyFile.publish(
        made.directory(),
        Fingerprint.of("summarize-study"),
        new StudyReport(
            "model",
            "exact",
            20,
            0,
            1,
            10,
            1,
            1,
            List.of(one),
            List.of(),
            List.of(),
            List.of(),
            List.of()));

    assertThat(TextReport.of(List.of(made.directory())))
        .contains("\n20 prompts, 1 completions each; proxy reward model, gold reward exact\n")
        .containsPattern("\n1 +10 +.*0\\.200 \\[0\\.100, 0\\.300\\]");
  }

  private static Interval around(double value) {
    return new Interval(value, value - 0.1, value + 0.1);
  }

  @Test
  void warningsComeWithCauseAndCure() {
    SyntheticRun made = SyntheticRun.in(folder, 2, 4, 4);
    made.metrics(1, Map.of("completions/clipped_ratio", 0.9));

    assertThat(TextReport.of(List.of(made.directory())))
        .containsPattern(
            "Warnings\n  truncation, from iteration 1: .*90%.*\n    cause: .+\n    cure:  .+\n");
  }

  /** Names come from a configuration that somebody else may have written. */
  @Test
  void noControlCharacterReachesTheTerminal() {
    SyntheticRun made = SyntheticRun.in(folder, 1, 4, 4);
    made.metrics(1, Map.of("reward", Double.NaN));
    Path odd = folder.resolve("a\u001b[31mb");
    SyntheticRun other = SyntheticRun.in(odd, 1, 4, 4);

    assertThat(TextReport.of(List.of(made.directory(), other.directory())))
        .doesNotContain("\u001b")
        .contains("a?[31mb  grpo")
        .containsPattern("  reward +none +none +none +none\n");
  }
}
