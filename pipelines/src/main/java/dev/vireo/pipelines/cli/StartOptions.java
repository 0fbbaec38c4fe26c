package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.run.Redo;
import java.io.Console;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of the commands that do a run's stages. */
final class StartOptions {

  @Option(
      names = "--redo",
      paramLabel = "STAGE",
      description = {
        "Delete the output of a stage and everything that depends on it, and run it again;",
        "repeatable. 'vireo stages CONF' lists them."
      })
  private List<String> redo = List.of();

  @Option(names = "--yes", description = "Let --redo delete without asking for confirmation.")
  private boolean yes;

  @Option(
      names = "--no-check-servers",
      description = "Start even if the servers of rollouts and rewards do not answer yet.")
  private boolean uncheckedServers;

  boolean redoes() {
    return !redo.isEmpty();
  }

  boolean checksServers() {
    return !uncheckedServers;
  }

  /** What is to be done again from an iteration on. */
  Redo redo(Vireo vireo, int iteration) {
    return new Redo(redo, iteration, what -> agrees(vireo, what));
  }

  private boolean agrees(Vireo vireo, String what) {
    if (yes) {
      vireo.warn("--redo deletes " + what);
      return true;
    }
    Console terminal = System.console();
    if (terminal == null) {
      return false;
    }
    String answer = terminal.readLine("--redo deletes %s. Continue? [y/N] ", what);
    return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
  }
}
