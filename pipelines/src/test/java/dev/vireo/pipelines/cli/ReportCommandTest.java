package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportCommandTest {

  @TempDir private Path folder;

  private Path run;

  @BeforeEach
  void begin() {
    run = folder.resolve("sft");
    RunRecord.of(Map.of("pipeline", "sft")).write(RunDirectory.at(run));
  }

  @Test
  void itSaysWhereThePageIs() throws IOException {
    Path file = folder.resolve("page.html");

    Run report = Run.of("report", run.toString(), "-o", file.toString());

    assertThat(report.err()).isEmpty();
    assertThat(report.exitCode()).isZero();
    assertThat(report.out()).startsWith("report  " + file + "  (");
    assertThat(Files.readString(file)).startsWith("<!doctype html>").contains("\"name\":\"sft\"");
  }

  @Test
  void theGistIsTextAlone() {
    Run report = Run.of("report", "--text", run.toString());

    assertThat(report.out()).isEqualTo("sft  sft, not finished\n\nNo warnings\n");
    assertThat(report.err()).isEmpty();
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    fails("it has no run.json", "report", folder.resolve("absent").toString());
    fails("it has no run.json", "report", folder.toString());
    fails("is a file, not a run directory", "report", "--text", file.toString());
    fails("there is no folder", "report", run.toString(), "-o", folder + "/absent/page.html");
    fails("it is a directory", "report", run.toString(), "-o", folder.toString());
    fails("does not go with -o", "report", "--text", run.toString(), "-o", "page.html");
    fails("is named twice", "report", run.toString(), run + "/", "-o", folder + "/page.html");
    assertThat(folder.resolve("page.html")).doesNotExist();
  }

  private static void fails(String message, String... arguments) {
    Run report = Run.of(arguments);
    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.err().lines()).singleElement().asString().contains(message);
    assertThat(report.out()).isEmpty();
  }
}
