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
 * A note in the run directory by which a driver announces that it is at work there: {@code
 * .driver.<host>-<process>-<count>.tmp}. It is not a lock, since two drivers make the same files;
 * it is meant for whoever wants to delete some.
 *
 * <p>A killed driver leaves its note behind. On the same machine it is recognised as stale;
 * elsewhere a note counts for a day after its last renewal, and an active driver renews it every
 * hour.
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

  /** Announces that this process works on {@code run}, until the result is closed. */
  public static DriverPresence announce(RunDirectory run) {
    run.storage().clean("");
    DriverPresence presence = new DriverPresence(run, TemporaryName.of(NAME));
    presence.renewal.scheduleAtFixedRate(presence::write, 1, 1, TimeUnit.HOURS);
    presence.write();
    return presence;
  }

  /** Full names of the notes of drivers that appear to be at work on {@code run}. */
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
      // No space or no permission; the next stage that writes will report it.
    }
  }

  @Override
  public void close() {
    renewal.shutdownNow();
    try {
      run.delete(file);
    } catch (StorageException e) {
      // The note counts as left behind once this process has ended.
    }
  }
}
