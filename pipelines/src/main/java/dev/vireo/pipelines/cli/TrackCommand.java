package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.pipelines.tracking.TrackerType;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.tracking.TrackedRun;
import dev.vireo.reports.tracking.Tracker;
import dev.vireo.reports.tracking.TrackingException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo track}: a run's metrics to where people look at metrics. */
@Command(
    name = "track",
    description = {
      "Send everything that a run has published to TensorBoard, MLflow or a file.",
      "",
      "What is there already is not sent again, so this may be repeated, also while the run is"
          + " under way. MLflow's token is read from MLFLOW_TRACKING_TOKEN."
    })
final class TrackCommand implements Callable<Integer> {

  /** Nothing waits for this command: a server that has just started may take its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TYPE=PLACE",
      description =
          "tensorboard=DIR, mlflow=URL, json-lines=FILE or csv=FILE; may be given several times.")
  private List<String> places = List.of();

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "MLflow's experiment; vireo if not given.")
  private String experiment;

  @Override
  public Integer call() {
    List<Tracker> trackers = new ArrayList<>();
    places.forEach(place -> trackers.add(tracker(place)));
    TrackedRun tracked = TrackedRun.of(RunHistory.read(RunLocation.of(run)));
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    int exitCode = ExitCode.DONE;
    for (Tracker tracker : trackers) {
      try {
        tracker.catchUp(tracked);
        out.println("sent to " + tracker.place());
      } catch (TrackingException e) {
        vireo.error(e.getMessage());
        exitCode = ExitCode.FAILED;
      }
    }
    return exitCode;
  }

  private Tracker tracker(String place) {
    int equals = place.indexOf('=');
    String name = equals < 0 ? place : place.substring(0, equals);
    TrackerType type =
        Arrays.stream(TrackerType.values())
            .filter(each -> kebab(each).equals(name) && equals > 0)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "--to %s: expected TYPE=PLACE, where TYPE is one of %s"
                            .formatted(
                                place,
                                Arrays.stream(TrackerType.values())
                                    .map(TrackCommand::kebab)
                                    .collect(Collectors.joining(", ")))));
    String experimentHere = type == TrackerType.MLFLOW ? experiment : null;
    return TrackerSettings.of(type, place.substring(equals + 1), experimentHere).tracker(PATIENCE);
  }

  private static String kebab(TrackerType type) {
    return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
