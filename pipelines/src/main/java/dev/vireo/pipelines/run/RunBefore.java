package dev.vireo.pipelines.run;

import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A run directory as it was before a configuration was worked on there. What is refused before
 * anything has been made leaves it so: a run that never was is not to be listed.
 */
final class RunBefore {
  private final RunDirectory run;
  private final Outputs outputs;
  private final boolean there;
  private final Optional<byte[]> record;
  private final List<String> folders;

  private RunBefore(RunDirectory run, Outputs outputs) {
    this.run = run;
    this.outputs = outputs;
    this.there = run.exists("");
    this.record = run.read(RunRecord.FILE);
    this.folders = folders(outputs);
  }

  /** The directory as it is now. */
  static RunBefore of(RunDirectory run, Outputs outputs) {
    return new RunBefore(run, outputs);
  }

  /** Whether no stage has begun a folder since. */
  boolean isUntouched() {
    return folders(outputs).equals(folders);
  }

  /** Takes the record back, unless another driver is at work here. */
  void restore() {
    if (!DriverPresence.drivers(run).isEmpty()) {
      return;
    }
    if (record.isEmpty()) {
      run.delete(RunRecord.FILE);
    } else if (!run.read(RunRecord.FILE)
        .filter(now -> Arrays.equals(now, record.get()))
        .isPresent()) {
      run.publisher().publish(RunRecord.FILE, out -> out.write(record.get()));
    }
    if (!there && run.list("").isEmpty()) {
      run.delete("");
    }
  }

  private static List<String> folders(Outputs outputs) {
    return outputs.stages().stream().flatMap(stage -> outputs.folders(stage, 0).stream()).toList();
  }
}
