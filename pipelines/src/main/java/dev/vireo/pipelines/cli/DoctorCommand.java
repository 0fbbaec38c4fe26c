package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.doctor.Check;
import dev.vireo.pipelines.doctor.Checks;
import dev.vireo.pipelines.doctor.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code vireo doctor}: whether this machine can run the commands. */
@Command(
    name = "doctor",
    description =
        "Check that this machine can run Vireo: Java, memory, disk, libtorch, Spark. Prints one"
            + " line each, with what to do if something is wrong; the exit code is then 1.")
final class DoctorCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Override
  public Integer call() throws IOException {
    return examine(vireo.console(), Checks.all());
  }

  /** Writes a line for each check as soon as it is known. */
  static int examine(Console console, List<Check> checks) throws IOException {
    int problems = 0;
    for (Check check : checks) {
      Finding finding = check.find();
      problems += finding.ok() ? 0 : 1;
      String line =
          String.format(
              Locale.ROOT,
              "%-7s  %-20s  %s%s%n",
              finding.ok() ? "ok" : "problem",
              check.name(),
              finding.found(),
              finding.ok() ? "" : "; " + finding.remedy());
      console.out().write(line.getBytes(StandardCharsets.UTF_8));
    }
    return problems == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }
}
