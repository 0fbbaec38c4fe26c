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
        "Delete what a stage has published, and all that follows from it, and do it again;",
        "repeatable. 'vireo stages CONF' lists them."
      })
  private List<String> redo = List.of();

  @Option(names = "--yes", description = "Delete what --redo deletes without being asked.")
  private boolean yes;

  @Option(
      names = "--no-check-servers",
      description = "Start although a server that will be asked does not answer yet.")
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
    String answer = terminal.readLine("--redo deletes %s. Go on? [y/N] ", what);
    return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
  }
}
