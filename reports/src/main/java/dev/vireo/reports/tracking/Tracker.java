package dev.vireo.reports.tracking;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A place where people look at a run's metrics. */
public interface Tracker {

  /** What messages call it, such as {@code TensorBoard in runs/tb}. */
  String place();

  /**
   * Sends what is not there yet. Sending the same run again changes nothing.
   *
   * @throws TrackingException if it cannot be reached or refuses; a later call continues
   */
  void catchUp(TrackedRun run);

  /**
   * TensorBoard's event files.
   *
   * @param directory gets a folder with the run's name
   */
  static Tracker tensorBoard(Path directory) {
    return new TensorBoardTracker(directory);
  }

  /** A file of one JSON object a step. */
  static Tracker jsonLines(Path file) {
    return TextTracker.jsonLines(file);
  }

  /** A file of one row a value. */
  static Tracker csv(Path file) {
    return TextTracker.csv(file);
  }

  /**
   * An MLflow server.
   *
   * @param url its address, such as {@code http://127.0.0.1:5000}
   * @param experiment the experiment that gets a run; made if it is not there
   * @param token sent as a bearer token, and never shown
   * @param patience how long one request may take
   */
  static Tracker mlflow(String url, String experiment, Optional<String> token, Duration patience) {
    return new MlflowTracker(new MlflowApi(url, token, patience), experiment);
  }
}
