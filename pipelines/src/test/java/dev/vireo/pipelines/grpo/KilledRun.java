package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A run in a process of its own that is killed in the middle of a stage. */
public final class KilledRun {

  private KilledRun() {}

  /** SIGKILL, when the process says that one chunk or step of the stage is done. */
  public static void in(String stage, Path yaml, Path run, String master, String... settings)
      throws IOException, InterruptedException {
    List<String> command = OwnJava.command();
    command.add(PausedRun.class.getName());
    command.addAll(List.of(yaml.toString(), run.toString(), master));
    command.addAll(List.of(stage.split(" ")));
    command.addAll(List.of(settings));
    File log = yaml.resolveSibling("killed.log").toFile();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log)).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.startsWith(PausedRun.REACHED)) {
        line = out.readLine();
      }
      assertThat(line).as("%s; see %s", stage, log).startsWith(PausedRun.REACHED);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
