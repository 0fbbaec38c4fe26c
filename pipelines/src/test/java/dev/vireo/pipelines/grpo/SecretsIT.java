package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret of the environment reaches who needs it, and nobody can read it anywhere afterwards. */
final class SecretsIT {

  private static final String SECRET = "pzl4-Qv7-hunter2-99x";
  private static final String REFERENCE = "${env:" + TokenReward.VARIABLE + "}";
  private static final String REWARDS =
      "rewards=[{type: token, name: judge, options: {token: 'Bearer "
          + REFERENCE
          + "', fail: %s}},"
          + " {type: sql, name: words, weight: 0, options: {expression: 'length(completion)'}}]";

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
  }

  @Test
  void aRunThatNeedsASecretNeverShowsIt() throws Exception {
    Path run = folder.resolve("run");
    int exitCode = run("run", REWARDS.formatted(false));

    assertThat(exitCode).as(folder.resolve("run.log").toString()).isZero();
    assertThat(run.resolve("checkpoints/step-000001/model.safetensors")).exists();
    // The search would find it: what is searched holds what it was written as.
    assertThat(Files.readString(run.resolve("run.json"))).contains(REFERENCE);
    assertThat(Files.readString(run.resolve("manifests/rewards/iteration=1.json")))
        .contains(REFERENCE);
    assertThat(Files.readString(folder.resolve("run.log")).contains(" DEBUG ")).isTrue();
    assertThat(folder.resolve("run-pages/score-rewards-1-environment.json"))
        .content()
        .contains("spark.app.name", "sun.java.command", "spark.master");
    assertThat(folder.resolve("run-pages/score-rewards-1-sql-details-true.json"))
        .content()
        .isNotEqualTo("[]");
    assertThat(files(folder.resolve("run-events"))).isNotEmpty();
    nobodyKnows();
  }

  @Test
  void aRewardThatSaysItsSecretWhenItFailsIsNotQuoted() throws Exception {
    int exitCode = run("failing", REWARDS.formatted(true));

    assertThat(exitCode).isEqualTo(1);
    // Not as text: an assertion would quote megabytes.
    String log = Files.readString(folder.resolve("failing.log"));
    assertThat(log.contains("reward 'judge' (token) on prompt ")).isTrue();
    assertThat(log.contains("refused with ***")).isTrue();
    nobodyKnows();
  }

  private static void nobodyKnows() throws IOException {
    for (Path file : files(folder)) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET))
          .as(file.toString())
          .isFalse();
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static int run(String name, String rewards) throws IOException, InterruptedException {
    Path events = Files.createDirectory(folder.resolve(name + "-events"));
    List<String> command =
        OwnJava.command(
            "-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2.properties"),
            "-Dvireo.log.level=debug",
            "-Dspark.ui.enabled=true",
            "-Dspark.ui.port=0",
            "-Dspark.eventLog.enabled=true",
            "-Dspark.eventLog.compress=false",
            "-Dspark.eventLog.dir=" + events.toUri());
    command.add(SecretRun.class.getName());
    command.addAll(List.of(yaml.toString(), folder.resolve(name).toString()));
    command.add(folder.resolve(name + "-pages").toString());
    command.addAll(List.of(rewards, "iterations=1", "evaluation.accuracy=null"));
    File log = folder.resolve(name + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().put(TokenReward.VARIABLE, SECRET);
    return builder.start().waitFor();
  }
}
