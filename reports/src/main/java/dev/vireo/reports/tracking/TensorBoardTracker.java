package dev.vireo.reports.tracking;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One event file for a run, under a name of its own: TensorBoard shows the folder as one run, and
 * reads on where the file has grown.
 */
final class TensorBoardTracker implements Tracker {

  /** TensorBoard looks for the middle part, and reads files in the order of their names. */
  static final String FILE = "events.out.tfevents.0000000000.vireo";

  private final Path directory;

  TensorBoardTracker(Path directory) {
    this.directory = directory;
  }

  @Override
  public String place() {
    return "TensorBoard in " + directory;
  }

  @Override
  public void catchUp(TrackedRun run) {
    EventRecords records = new EventRecords();
    long first = run.measurements().isEmpty() ? 0 : run.measurements().get(0).millis();
    records.version(first * 1e-3);
    run.measurements().forEach(each -> records.scalars(each.millis() * 1e-3, each));
    try {
      GrowingFile.bring(directory.resolve(run.name()).resolve(FILE), records.toByteArray());
    } catch (IOException e) {
      throw new TrackingException(place() + ": cannot write: " + e);
    }
  }
}
