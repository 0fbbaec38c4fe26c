package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics go where people look while a run is under way, and afterwards. */
final class TrackCommandIT {

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    yaml = TinyRun.write(folder);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void aFollowedRunAndOneThatIsSentAfterwardsAreTheSame() throws IOException {
    String url = "http://127.0.0.1:" + closedPort();
    Path live = folder.resolve("live");
    String tracking =
        "tracking=[{type: tensorboard, directory: '%1$s/tb'}, {type: csv, path: '%1$s/m.csv'}, {type: mlflow, url: '%2$s', token: s3cret}]"
            .formatted(live, url);
    Run followed = run("update.updates-per-iteration=2", tracking);

    assertThat(followed.exitCode()).as(followed.err()).isZero();
    assertThat(followed.err()).doesNotContain("s3cret");
    assertThat(followed.err().lines().filter(line -> line.contains("tracking")))
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).contains("MLflow at " + url + ": no connection"),
            line ->
                assertThat(line)
                    .endsWith("'vireo track' sends what is missing to MLflow at " + url));
    assertThat(Files.readString(folder.resolve("tiny/run.json")))
        .contains(url)
        .doesNotContain("s3cret");

    Path sent = folder.resolve("sent");
    Run track =
        Run.of(
            "track",
            folder.resolve("tiny").toString(),
            "--to",
            "csv=" + sent.resolve("m.csv"),
            "--to",
            "tensorboard=" + sent.resolve("tb"));
    assertThat(track.exitCode()).as(track.err()).isZero();
    List<String> rows = Files.readAllLines(sent.resolve("m.csv"));
    assertThat(rows)
        .anyMatch(row -> row.startsWith("tiny,train,2,4,") && row.contains(",loss,"))
        .anyMatch(row -> row.startsWith("tiny,eval,0,0,") && row.contains(",rewards/exact,"))
        .anyMatch(row -> row.startsWith("tiny,sft/clean,0,2,") && row.contains(",loss,"));
    assertThat(Files.readAllLines(live.resolve("m.csv"))).isEqualTo(rows);
    String events = "tb/tiny/events.out.tfevents.0000000000.vireo";
    assertThat(live.resolve(events)).hasSameBinaryContentAs(sent.resolve(events));

    // What is done is sent again, and nothing changes; nor does another place redo anything.
    Run again =
        run(
            "update.updates-per-iteration=2",
            "tracking=[{type: csv, path: '%s/m.csv'}]".formatted(live));
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(Files.readAllLines(live.resolve("m.csv"))).isEqualTo(rows);
  }

  @Test
  void whatCannotBeSentIsSaidInOneLine() throws IOException {
    Run nothing = Run.of("track", folder.resolve("none").toString(), "--to", "csv=a.csv");
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(nothing.err()).contains("is not a run directory").hasLineCount(1);
    Run unknown = Run.of("track", folder.toString(), "--to", "wandb=a");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unknown.err())
        .isEqualTo(
            "vireo: --to wandb=a: expected TYPE=PLACE, where TYPE is one of tensorboard, mlflow,"
                + " json-lines, csv\n");
  }

  private static Run run(String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", yaml.toString(), "--set", "run='" + folder.resolve("tiny") + "'"));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return Run.of(arguments.toArray(String[]::new));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
