package dev.vireo.pipelines.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code vireo doctor}: whether this machine can run the commands. */
@Command(
    name = "doctor",
    description = "Check that this machine can run Vireo, and say what to do where not.")
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private Vireo vireo;

  @Override
  public Integer call() {
    return 0;
  }
}
