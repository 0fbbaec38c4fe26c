package dev.vireo.reports.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vireo.reports.SyntheticRun;
import dev.vireo.reports.history.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTrackersTest {

  @TempDir private Path folder;

  private SyntheticRun run() {
    return SyntheticRun.in(folder.resolve("runs/grpovi"), 5, 4, 4);
  }

  private static TrackedRun tracked(SyntheticRun run) {
    return TrackedRun.of(RunHistory.read(run.directory()));
  }

  @Test
  void tensorBoardGetsEveryValueAtItsStep() throws IOException {
    SyntheticRun run = run().iterate(2);
    Tracker.tensorBoard(folder.resolve("tb")).catchUp(tracked(run));

    EventFile events = EventFile.read(folder.resolve("tb/grpovi").resolve(TensorBoardTracker.FILE));
    assertThat(events.version()).isEqualTo("brain.Event:2");
    assertThat(events.scalars())
        .filteredOn(each -> each.tag().equals("train/reward"))
        .extracting(EventFile.Scalar::step, EventFile.Scalar::value, EventFile.Scalar::seconds)
        .containsExactly(tuple(1L, 0.51f, 1767225602.0), tuple(2L, 0.52f, 1767225602.0));
    assertThat(events.scalars())
        .filteredOn(each -> each.tag().equals("eval/rewards/exact"))
        .extracting(EventFile.Scalar::step, EventFile.Scalar::value)
        .containsExactly(tuple(0L, 0.0f), tuple(1L, 0.25f), tuple(2L, 0.5f));
  }

  @Test
  void filesGrowWhereTheyHoldTheBeginningAndAreReplacedElsewhere() throws IOException {
    SyntheticRun run = run().iterate(1);
    Path text = folder.resolve("metrics.csv");
    Tracker csv = Tracker.csv(text);
    csv.catchUp(tracked(run));
    String one = Files.readString(text);
    Object file = key(text);

    csv.catchUp(tracked(run));
    assertThat(Files.readString(text)).isEqualTo(one);
    run.metrics(2, Map.of());
    csv.catchUp(tracked(run));
    String two = Files.readString(text);
    assertThat(two).startsWith(one).hasSizeGreaterThan(one.length());
    assertThat(key(text)).as("still the same file").isEqualTo(file);

    // Somebody cut a line out.
    Files.writeString(text, two.replaceFirst("grpovi,train,1,1,[^\n]*entropy[^\n]*\n", ""));
    csv.catchUp(tracked(run));
    assertThat(Files.readString(text)).isEqualTo(two);
    assertThat(key(text)).isNotEqualTo(file);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("runs", "metrics.csv");
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Test
  void rowsAndLinesHavePlainNames() throws IOException {
    SyntheticRun run = run();
    run.evaluate(0).metrics(1, Map.of("kl", Double.NaN, "odd,\"name\"", 1.0));
    Tracker.csv(folder.resolve("m.csv")).catchUp(tracked(run));
    Tracker.jsonLines(folder.resolve("m.jsonl")).catchUp(tracked(run));

    assertThat(Files.readAllLines(folder.resolve("m.csv")))
        .startsWith(
            "run,series,iteration,step,time,name,value",
            "grpovi,eval,0,0,2026-01-01T00:00:02Z,reward,0.0")
        .contains(
            "grpovi,train,1,1,2026-01-01T00:00:02Z,kl,NaN",
            "grpovi,train,1,1,2026-01-01T00:00:02Z,\"odd,\"\"name\"\"\",1.0");
    List<String> lines = Files.readAllLines(folder.resolve("m.jsonl"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .isEqualTo(
            "{\"run\":\"grpovi\",\"series\":\"eval\",\"iteration\":0,\"step\":0,"
                + "\"time\":\"2026-01-01T00:00:02Z\",\"reward\":0.0,\"rewards/exact\":0.0,"
                + "\"rewards/graded\":0.0}");
    assertThat(lines.get(1)).contains("\"kl\":null,", "\"reward\":0.51,", "\"step_time\":0.5}");
  }

  @Test
  void aFileOfSomethingElseIsLeftAlone() throws IOException {
    SyntheticRun run = run().iterate(1);
    Path other = folder.resolve("other.csv");
    Path lines = folder.resolve("other.jsonl");
    Files.writeString(other, "run,series,iteration,step,time,name,value\nsft,train,1,1,t,loss,1\n");
    Files.writeString(lines, "{\"run\":\"grpo\",\"series\":\"train\"}\n");

    assertThatThrownBy(() -> Tracker.csv(other).catchUp(tracked(run)))
        .isInstanceOf(TrackingException.class)
        .hasMessage(
            "CSV in %s: it is not of run 'grpovi'; give each run a file of its own, or remove it"
                .formatted(other));
    assertThatThrownBy(() -> Tracker.jsonLines(lines).catchUp(tracked(run)))
        .hasMessageContaining("it is not of run 'grpovi'");
    assertThat(Files.readString(lines)).isEqualTo("{\"run\":\"grpo\",\"series\":\"train\"}\n");
  }
}
