package dev.vireo.store.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.RecordJson;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyFileTest {
  private static final Interval HALF = new Interval(0.5, 0.25, Double.POSITIVE_INFINITY);
  private static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

  private static final RefinementPoint.Rewards BOTH = new RefinementPoint.Rewards(HALF, HALF);
  private static final RefinementPoint.Parallel PARALLEL = new RefinementPoint.Parallel(2, BOTH);

  @TempDir private Path folder;

  private static StudyReport report() {
    return new StudyReport(
        "model",
        "exact",
        10,
        1,
        2,
        3.5,
        1,
        0.5,
        List.of(new ChoicePoint(1, 3.5, 0, NONE, HALF, HALF, HALF, NONE, NONE)),
        List.of(new SearchPoint(4, 12.5, HALF, HALF)),
        List.of(new RefinementPoint(1, 4, 9, 6.5, BOTH, BOTH, PARALLEL, PARALLEL)),
        List.of(new CheckpointPoint(40, 3, HALF, HALF, HALF)),
        List.of(
            new Scaling(
                Scaling.REINFORCEMENT,
                "gold",
                2,
                1,
                HALF,
                HALF,
                0.1,
                HALF,
                0.7,
                List.of(new Scaling.Iterated(2, 1, 1.4)))));
  }

  @Test
  void whatIsPublishedIsReadBack() {
    RunDirectory run = RunDirectory.at(folder);
    assertThat(StudyFile.read(run)).isEmpty();

    StudyFile.publish(run, Fingerprint.of("summarize-study"), report());

    assertThat(StudyFile.read(run)).contains(report());
  }

  @Test
  void aReportOfBeforeRefinementsIsReadAsOneWithoutAny() throws IOException {
    RunDirectory run = RunDirectory.at(folder);
    StudyFile.publish(run, Fingerprint.of("summarize-study"), report());
    Path file = folder.resolve("study/study.json");
    JsonNode tree = CanonicalJson.parse(Files.readString(file));
    ((ObjectNode) tree).remove("refinements");
    Files.writeString(file, CanonicalJson.pretty(tree));

    assertThat(RecordJson.read(Files.readString(file), StudyReport.class).refinements()).isEmpty();
  }

  @Test
  void aDamagedReportIsOneLine() throws IOException {
    RunDirectory run = RunDirectory.at(folder);
    StudyFile.publish(run, Fingerprint.of("summarize-study"), report());
    Path file = folder.resolve("study/study.json");
    Files.writeString(file, "?".repeat((int) Files.size(file)));

    assertThatThrownBy(() -> StudyFile.read(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("study/study.json is damaged: delete the folder and run the study");
  }
}
