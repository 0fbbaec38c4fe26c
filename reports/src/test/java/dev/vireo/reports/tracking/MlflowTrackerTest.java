package dev.vireo.reports.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.reports.history.RunHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowTrackerTest {

  @TempDir private Path folder;

  private FakeMlflow server;
  private SyntheticRun run;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
    run = SyntheticRun.in(folder.resolve("grpovi"), 5, 4, 4).iterate(2);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Tracker tracker() {
    return Tracker.mlflow(
        server.url() + "/", "vireo", Optional.of("s3cret"), Duration.ofSeconds(30));
  }

  private TrackedRun tracked() {
    return TrackedRun.of(RunHistory.read(run.directory()));
  }

  private List<JsonNode> of(String key) {
    return server.metrics.stream().filter(each -> each.path("key").asText().equals(key)).toList();
  }

  @Test
  void aRunHasItsMetricsSettingsAndTags() {
    run.metrics(3, Map.of("kl", Double.NaN, "odd name!", 1.0));
    tracker().catchUp(tracked());

    assertThat(server.experiment).isEqualTo("vireo");
    assertThat(server.params)
        .containsEntry("rollouts.group-size", "4")
        .containsEntry("evaluation.accuracy", "exact");
    assertThat(of("train/reward"))
        .extracting(each -> each.path("step").asLong() + " " + each.path("value").asDouble())
        .containsExactly("1 0.51", "2 0.52", "3 0.53");
    assertThat(of("eval/rewards/exact")).hasSize(3);
    assertThat(of("train/kl").get(2).path("value")).hasToString("\"NaN\"");
    assertThat(of("train/odd name_")).hasSize(1);
    assertThat(of("train/kl").get(0).path("timestamp").asLong()).isEqualTo(1767225602000L);
    assertThat(server.tags)
        .containsEntry("vireo.run", run.directory().uri())
        .containsEntry("vireo.logged-step", "{\"eval\":2,\"train\":3}");
    assertThat(server.status).isEqualTo("FINISHED");
  }

  @Test
  void onlyWhatIsMissingIsSent() {
    tracker().catchUp(tracked());
    int sent = server.metrics.size();
    server.requests.clear();
    tracker().catchUp(tracked());
    assertThat(server.metrics).hasSize(sent);
    assertThat(server.requests).containsExactly("experiments/get-by-name", "runs/search");

    run.metrics(3, Map.of());
    tracker().catchUp(tracked());
    assertThat(server.metrics.subList(sent, server.metrics.size()))
        .isNotEmpty()
        .allMatch(each -> each.path("step").asLong() == 3);
  }

  @Test
  void aChangedSettingIsATag() {
    tracker().catchUp(tracked());
    SyntheticRun.in(folder.resolve("grpovi"), 9, 4, 4);
    tracker().catchUp(tracked());

    assertThat(server.params).containsEntry("iterations", "5");
    assertThat(server.tags).containsEntry("vireo.changed.iterations", "9");
  }

  @Test
  void manyMetricsGoOutInSeveralRequestsOfWholeSteps() {
    TreeMap<String, Double> values = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      values.put("m" + i, (double) i);
    }
    List<Measurement> measurements = new ArrayList<>();
    for (int step = 1; step <= 7; step++) {
      measurements.add(new Measurement("train", step, step, step, values));
    }
    Collections.reverse(measurements);
    tracker()
        .catchUp(
            new TrackedRun(
                "r", "file:/r", new TreeMap<>(), Optional.empty(), RunState.RUNNING, measurements));

    assertThat(server.metrics).hasSize(2100);
    assertThat(server.requests)
        .filteredOn(each -> each.equals("runs/log-batch"))
        .as("three steps a request")
        .hasSize(3);
    assertThat(server.status).isEqualTo("RUNNING");
  }

  @Test
  void aServerThatFailsIsNamedAndCaughtUpLater() {
    server.failure = 500;
    assertThatThrownBy(() -> tracker().catchUp(tracked()))
        .isInstanceOf(TrackingException.class)
        .hasMessage("MLflow at " + server.url() + ": HTTP status 500");
    server.failure = 0;
    tracker().catchUp(tracked());
    assertThat(of("train/reward")).hasSize(2);
    assertThat(server.requests).filteredOn(each -> each.equals("runs/create")).hasSize(1);
  }

  @Test
  void aWrongTokenIsNotRepeated() {
    server.token = "another";
    assertThatThrownBy(() -> tracker().catchUp(tracked()))
        .isInstanceOf(TrackingException.class)
        .hasMessage(
            "MLflow at %s: HTTP status 401 (no such token: Bearer ***); check its token, or the environment variable MLFLOW_TRACKING_TOKEN"
                .formatted(server.url()));
    server.token = "s3cret";
    tracker().catchUp(tracked());
    assertThat(server.metrics).isNotEmpty();
  }

  @Test
  void aServerThatIsDownIsNamed() {
    Tracker tracker = tracker();
    server.close();
    assertThatThrownBy(() -> tracker.catchUp(tracked()))
        .isInstanceOf(TrackingException.class)
        .hasMessage("MLflow at " + server.url() + ": no connection");
  }
}
