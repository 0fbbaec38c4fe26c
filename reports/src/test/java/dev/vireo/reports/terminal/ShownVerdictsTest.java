package dev.vireo.reports.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.completions.VerdictPage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownVerdictsTest {
  @TempDir Path folder;

  @Test
  void anAnswerIsALineInWhichNothingMovesTheCursor() {
    RunDirectory run = RunDirectory.at(folder);
    Partition<Verdict> partition = run.partition(Datasets.VERDICTS, 1);
    Fingerprint fingerprint = Fingerprint.of("keep-verdicts");
    List<Verdict> rows =
        List.of(
            verdict("p0", 1, -1, "Good.\nGrade: 10", 10),
            verdict("p0", 0, 2, "\u001b[2J", Double.NaN),
            verdict("p1", 2, 0, "Verdict: B", 0));
    partition.publish(
        partition.manifest(
            fingerprint,
            List.of(partition.write(0, fingerprint, ChunkResult.of(rows), true).orElseThrow()),
            Map.of()));

    assertThat(new ShownVerdicts(VerdictPage.read(run, 1, Optional.empty(), 0, 9)).text(70))
        .isEqualTo(
            """
            Iteration 1: 3 verdicts, 1 to 3 shown
            p0 #1                   judged          10      Good.\\nGrade: 10
            p0 #0, #2               judged          none    \\u{1b}[2J
            p1 #2, #0               judged          second  Verdict: B
            """);
    VerdictPage page = VerdictPage.read(run, 1, Optional.of("p0"), 1, 1);
    ShownVerdicts one = new ShownVerdicts(page);
    assertThat(page.total()).isEqualTo(2);
    assertThat(one.json().path("verdicts").path(0).path("verdict").isNull()).isTrue();
    assertThat(one.json().path("verdicts").path(0).path("second-sample").asInt()).isEqualTo(2);
    assertThatThrownBy(() -> VerdictPage.read(run, 2, Optional.empty(), 0, 9))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no reward of type judge was computed");
  }

  private static Verdict verdict(
      String prompt, int first, int second, String answer, double verdict) {
    return new Verdict(1, "judged", prompt, first, second, 0, "m", "t", "q", answer, verdict);
  }
}
