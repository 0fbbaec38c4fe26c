package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.RunDirectory;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Stages to be redone.
 *
 * @param stages by name: what is deleted, with all that follows from it; none for nothing
 * @param iteration from which on, of the stages of iterations
 * @param consent whether it may be deleted, given what it is in words
 */
public record Redo(List<String> stages, int iteration, Predicate<String> consent) {

  /** Nothing is done again. */
  public static final Redo NOTHING = new Redo(List.of(), 1, what -> false);

  public Redo {
    stages = List.copyOf(stages);
  }

  /** What goes: the stages and those that follow. */
  Map<Stage, Integer> following(Outputs outputs) {
    return outputs.following(stages.stream().map(outputs::stage).toList(), iteration);
  }

  /**
   * Deletes it.
   *
   * @throws InputException if a driver is at work there, nobody consents, or the run could not go
   *     on from what would be left
   */
  void delete(RunDirectory run, Outputs outputs) {
    Map<Stage, Integer> going = following(outputs);
    String described = outputs.describe(going);
    if (described.isEmpty()) {
      return;
    }
    outputs.requireStart(going);
    List<String> drivers = DriverPresence.drivers(run);
    if (!drivers.isEmpty()) {
      throw new InputException(
          "A driver is working on %s: wait for it or stop it before redoing stages; if it was killed on another machine, delete its note %s"
              .formatted(run, drivers.get(0)));
    }
    String what = "%s (%d bytes in %s)".formatted(described, outputs.bytes(going), run);
    if (!consent.test(what)) {
      throw new InputException("--redo would delete " + what + ": add --yes to confirm");
    }
    outputs.delete(going);
  }
}
