package dev.vireo.reports.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.terminal.RunTable;
import dev.vireo.reports.terminal.SuiteTable;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunListingTest {

  @TempDir private Path folder;

  private List<RunSummary> list(int depth) {
    return RunListing.below(RunDirectory.at(folder), depth);
  }

  @Test
  void aRunIsALine() throws IOException {
    SyntheticRun.in(folder.resolve("a/done"), 2, 4, 4).iterate(2);
    SyntheticRun.in(folder.resolve("a/half"), 4, 4, 4).iterate(2);
    SyntheticRun.in(folder.resolve("new"), 3, 4, 4);
    Files.createDirectories(folder.resolve("torn"));
    Files.writeString(folder.resolve("torn/run.json"), "{");

    assertThat(RunTable.text(list(2), ZoneOffset.UTC).replace(folder.toString(), "DIR"))
        .isEqualTo(
            """
            RUN     PIPELINE  STATE     ITERATION  REWARD  BEST HELD OUT            CHANGED
            a/done  grpo      finished  2/2        0.520   0.500 ± 0.566 at step 2  2026-01-01 00:00
            a/half  grpo      stopped   2/4        0.520   0.500 ± 0.566 at step 2  2026-01-01 00:00
            new     grpo      stopped   0/3
            torn              damaged   file:DIR/torn/run.json is damaged: 'vireo run' with the run's configuration rewrites it
            """);
    assertThat(RunTable.json(list(2)).toString())
        .contains("\"run\":\"a/half\",\"state\":\"stopped\"", "\"planned-iterations\":4");
  }

  @Test
  void suitesAreComparedOverRuns() {
    // The best step by accuracy is 2, where the suite "late" was not measured.
    SyntheticRun.in(folder.resolve("a"), 3, 4, 4)
        .iterate(2)
        .suite("sums", 1, "pass@4", 0.25)
        .suite("sums", 2, "pass@4", 0.5)
        .suite("sums", 3, "pass@4", 0.75)
        .suite("late", 3, "maj@4", 0.125);
    SyntheticRun.in(folder.resolve("b"), 2, 4, 4).iterate(1).suite("sums", 0, "pass@4", 0.375);

    assertThat(SuiteTable.text(list(1)))
        .isEqualTo(
            """
            SUITE  METRIC  RUN  STEP  VALUE  INTERVAL        PROMPTS
            late   maj@4   a    3     0.125  [0.105, 0.155]  40
            sums   pass@4  a    2     0.500  [0.480, 0.530]  40
            sums   pass@4  b    0     0.375  [0.355, 0.405]  40
            """);
    assertThat(SuiteTable.json(list(1)).get(1).toString())
        .isEqualTo(
            "{\"suite\":\"sums\",\"metric\":\"pass@4\",\"run\":\"a\",\"step\":2,\"prompts\":40,"
                + "\"value\":0.5,\"low\":0.48,\"high\":0.53}");
  }

  @Test
  void aRunThatIsWorkedOnIsRunning() {
    SyntheticRun made = SyntheticRun.in(folder.resolve("r"), 2, 4, 4).iterate(1);
    try (DriverPresence presence = DriverPresence.announce(made.directory())) {
      assertThat(list(1))
          .extracting(RunSummary::state)
          .containsExactly(Optional.of(RunHistory.State.RUNNING));
    }
    assertThat(list(1))
        .extracting(RunSummary::state)
        .containsExactly(Optional.of(RunHistory.State.STOPPED));
  }

  @Test
  void itIsLookedForSoManyFoldersDownAndNotWithinRuns() {
    SyntheticRun.in(folder.resolve("a/b/run"), 2, 4, 4);
    SyntheticRun.in(folder.resolve("a/b/run/inner"), 2, 4, 4);
    SyntheticRun.in(folder.resolve("a/.hidden"), 2, 4, 4);

    assertThat(list(2)).isEmpty();
    assertThat(list(3)).extracting(RunSummary::path).containsExactly("a/b/run");
    assertThat(RunListing.below(RunDirectory.at(folder.resolve("a/b/run")), 0))
        .extracting(RunSummary::path)
        .containsExactly(".");
    assertThatThrownBy(() -> RunListing.below(RunDirectory.at(folder.resolve("none")), 1))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("There is no directory ");
  }
}
