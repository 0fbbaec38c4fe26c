package dev.vireo.pipelines.tracking;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Secret;
import dev.vireo.jobs.runtime.settings.ServerUrl;
import dev.vireo.reports.tracking.Tracker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One place where metrics are looked at.
 *
 * @param type tensorboard, mlflow, json-lines, or csv
 * @param directory for tensorboard: gets a folder with the run's name; of the machine that the
 *     driver is on
 * @param path for json-lines and csv: the file, of the machine that the driver is on
 * @param url for mlflow: the server's address, such as {@code http://127.0.0.1:5000}
 * @param experiment for mlflow: the experiment that gets a run; null means vireo
 * @param token for mlflow: sent as a bearer token; null means that of the environment variable
 *     MLFLOW_TRACKING_TOKEN, if there is one
 */
public record TrackerSettings(
    TrackerType type, String directory, String path, String url, String experiment, Secret token) {

  private static final String EXPERIMENT = "vireo";
  private static final String TOKEN_VARIABLE = "MLFLOW_TRACKING_TOKEN";

  public TrackerSettings {
    if (type == null) {
      throw new InputException(
          "a tracker has no type; the types are tensorboard, mlflow, json-lines and csv");
    }
    boolean file = type == TrackerType.JSON_LINES || type == TrackerType.CSV;
    boolean server = type == TrackerType.MLFLOW;
    check(type, "directory", directory, type == TrackerType.TENSORBOARD);
    check(type, "path", path, file);
    check(type, "url", url, server);
    if (!server && (experiment != null || token != null)) {
      throw new InputException("experiment and token are for trackers of type mlflow");
    }
    if (server) {
      ServerUrl.check(url, "token");
    }
    directory = HomePath.expand(directory);
    path = HomePath.expand(path);
  }

  /**
   * A place by its kind and where it is, as options of commands name it.
   *
   * @param place a directory, a file or a URL
   * @param experiment null for the usual one
   */
  public static TrackerSettings of(TrackerType type, String place, String experiment) {
    return switch (type) {
      case TENSORBOARD -> new TrackerSettings(type, place, null, null, experiment, null);
      case MLFLOW -> new TrackerSettings(type, null, null, place, experiment, null);
      case JSON_LINES, CSV -> new TrackerSettings(type, null, place, null, experiment, null);
    };
  }

  /**
   * The place itself. Nothing is opened yet.
   *
   * @param patience how long a request to a server may take
   */
  public Tracker tracker(Duration patience) {
    return switch (type) {
      case TENSORBOARD -> Tracker.tensorBoard(Path.of(directory));
      case JSON_LINES -> Tracker.jsonLines(Path.of(path));
      case CSV -> Tracker.csv(Path.of(path));
      case MLFLOW ->
          Tracker.mlflow(
              url,
              experiment == null ? EXPERIMENT : experiment,
              Optional.ofNullable(token)
                  .map(secret -> secret.reveal())
                  .or(() -> Optional.ofNullable(System.getenv(TOKEN_VARIABLE))),
              patience);
    };
  }

  private static void check(TrackerType type, String key, String value, boolean needed) {
    String name = type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (needed && (value == null || value.isBlank())) {
      throw new InputException("a tracker of type %s needs %s".formatted(name, key));
    }
    if (!needed && value != null) {
      throw new InputException("a tracker of type %s has no %s".formatted(name, key));
    }
  }
}
