package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vireo runs}, {@code show} and {@code browse}. */
final class RunViewCommandsTest {

  @TempDir private Path folder;

  private String run;

  @BeforeEach
  void makeRun() {
    run = folder.resolve("a/run").toString();
    RunDirectory directory = RunDirectory.at(Path.of(run));
    RunRecord.of(Map.of("pipeline", "grpo", "iterations", 3)).write(directory);
    Partition<Rollout> rollouts = directory.partition(Datasets.ROLLOUTS, 2);
    Fingerprint fingerprint = Fingerprint.of("collect-rollouts");
    List<Rollout> rows =
        List.of(
            new Rollout(
                2,
                "p0",
                1,
                "What?",
                null,
                Map.of(),
                List.of(1),
                List.of(
                    new Completion(0, List.of(1), List.of(-1f), "short", FinishReason.stop, null),
                    new Completion(
                        1,
                        List.of(1, 2),
                        List.of(-1f, -1f),
                        "\u001b[2Jlong",
                        FinishReason.length,
                        null))));
    rollouts.publish(
        rollouts.manifest(
            fingerprint,
            List.of(rollouts.write(0, fingerprint, ChunkResult.of(rows), true).orElseThrow()),
            Map.of()));
  }

  @Test
  void completionsAreShown() {
    Run shown = Run.of("show", run, "--sort", "length", "--filter", "truncated");

    assertThat(shown.err()).isEmpty();
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out())
        .isEqualTo(
            """
            Iteration 2: 1 of 2 completions, 1 to 1 shown

            1. p0 #1
               2 tokens · truncated
               prompt      What?
               completion  \\u{1b}[2Jlong
            """);
    assertThat(Run.of("show", run, "--search", "SHORT", "--json").out())
        .contains("\"completion\":\"short\"", "\"total\": 1")
        .doesNotContain("long");
  }

  @Test
  void runsAreListed() {
    assertThat(Run.of("runs", folder.toString()).out())
        .contains("a/run  grpo      stopped  0/3")
        .startsWith("RUN ");
  }

  /** A mistake that is not noticed would serve for ever. */
  @Test
  @Timeout(60)
  void mistakesAreOneLine() {
    String none = folder.resolve("none").toString();
    for (Run mistaken :
        List.of(
            Run.of("show", none),
            Run.of("show", run, "--iteration", "7"),
            Run.of("show", run, "--sort", "kl"),
            Run.of("show", run, "--sort", "beauty"),
            Run.of("show", run, "--limit", "0"),
            Run.of("runs", none),
            Run.of("runs", folder.toString(), "--depth", "1"),
            Run.of("browse", none),
            Run.of("browse", run, "--port", "70000"),
            Run.of("browse", run, run, run))) {
      assertThat(mistaken.exitCode()).as(mistaken.err()).isEqualTo(2);
      assertThat(mistaken.err()).startsWith("vireo: ").hasLineCount(1);
      assertThat(mistaken.out()).isEmpty();
    }
  }
}
