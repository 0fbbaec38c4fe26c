package dev.vireo.store.run;

import dev.vireo.store.files.Storage;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.files.TemporaryName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A driver's note in the run directory that it is at work there: {@code
 * .driver.<host>-<process>-<count>.tmp}. It keeps nobody out, as two drivers make the same files;
 * it is for those who want to delete some.
 *
 * <p>A killed driver leaves its note. On its own machine it is known to be gone; elsewhere a note
 * counts for a day after it was last renewed, which a living driver does every hour.
 */
public final class DriverPresence implements AutoCloseable {
  private static final String NAME = "driver";

  private final RunDirectory run;
  private final String file;
  private final ScheduledExecutorService renewal;

  private DriverPresence(RunDirectory run, String file) {
    this.run = run;
    this.file = file;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "vireo-driver-presence");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Notes that this process works on {@code run}, until it is closed. */
  public static DriverPresence announce(RunDirectory run) {
    run.storage().clean("");
    DriverPresence presence = new DriverPresence(run, TemporaryName.of(NAME));
    presence.renewal.scheduleAtFixedRate(presence::write, 1, 1, TimeUnit.HOURS);
    presence.write();
    return presence;
  }

  /** Whole names of the notes of drivers at work on {@code run}, as far as can be told. */
  public static List<String> drivers(RunDirectory run) {
    List<String> gone = run.storage().leftovers("").stream().map(Storage.Entry::name).toList();
    return run.list("").stream()
        .filter(name -> name.startsWith("." + NAME + ".") && name.endsWith(".tmp"))
        .filter(name -> !gone.contains(name))
        .map(run::uri)
        .toList();
  }

  private void write() {
    try {
      String since = "process " + ProcessHandle.current().pid() + "\n";
      run.publisher().publish(file, out -> out.write(since.getBytes(StandardCharsets.UTF_8)));
    } catch (StorageException e) {
      // No room, or no permission: the stage that writes next says so.
    }
  }

  @Override
  public void close() {
    renewal.shutdownNow();
    try {
      run.delete(file);
    } catch (StorageException e) {
      // It counts as left behind once this process is gone.
    }
  }
}
