package dev.vireo.pipelines.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo verify}: whether a run's files are still what was written. */
@Command(
    name = "verify",
    description = {
      "Read every file of a run directory and check it against its manifest.",
      "",
      "Reports what is damaged and what to delete; run then makes it again. Changes nothing itself."
    })
final class VerifyCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Override
  public Integer call() throws IOException {
    return VerifiedRun.report(vireo, run);
  }
}
