package dev.vireo.pipelines.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Decisive;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.reports.tracking.Tracker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerSettingsTest {

  private static ResolvedConfig<GrpoConfig> read(String tracking) {
    return new ConfigReader(Map.of("TOKEN", "s3cret")::get)
        .read(GrpoConfig.class, List.of("tracking=" + tracking));
  }

  @Test
  void severalPlacesAtOnce() {
    List<TrackerSettings> settings =
        read("[{type: tensorboard, directory: runs/tb},"
                + " {type: mlflow, url: 'http://127.0.0.1:5000', experiment: e},"
                + " {type: json-lines, path: m.jsonl}, {type: csv, path: m.csv}]")
            .settings()
            .tracking();

    assertThat(settings)
        .extracting(each -> each.tracker(Duration.ofSeconds(5)))
        .extracting(Tracker::place)
        .containsExactly(
            "TensorBoard in runs/tb",
            "MLflow at http://127.0.0.1:5000",
            "JSON lines in m.jsonl",
            "CSV in m.csv");
  }

  @Test
  void aTokenIsSeenNowhere() {
    ResolvedConfig<GrpoConfig> config =
        read("[{type: mlflow, url: 'http://h:5000', token: '${env:TOKEN}'}]");

    assertThat(config.settings().tracking().get(0).token().reveal()).isEqualTo("s3cret");
    assertThat(config.settings().toString()).doesNotContain("s3cret");
    assertThat(config.redacted().toString()).doesNotContain("s3cret");
    JsonNode recorded = Decisive.withoutSecrets(config.redacted(), GrpoConfig.class);
    assertThat(recorded.path("tracking").get(0).has("token")).isFalse();
    assertThat(recorded.path("tracking").get(0).path("url").asText()).isEqualTo("http://h:5000");
  }

  @Test
  void whereMetricsGoDecidesNothing() {
    JsonNode settings = read("[{type: csv, path: m.csv}]").redacted();
    assertThat(Decisive.of(settings, GrpoConfig.class).has("tracking")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{path: a}] | a tracker has no type; the types are tensorboard, mlflow, json-lines and csv",
        "[{type: csv}] | a tracker of type csv needs path",
        "[{type: tensorboard, path: a}] | a tracker of type tensorboard needs directory",
        "[{type: json-lines, path: a, url: 'http://h:1'}] | a tracker of type json-lines has no url",
        "[{type: csv, path: a, experiment: e}] | experiment and token are for trackers of type mlflow",
        "[{type: mlflow, url: 'h:5000'}] | expected http://HOST:PORT",
        "[{type: mlflow, url: 'http://u:p@h:1'}] | url holds a user name or a query",
        "[{type: wandb}] | 'wandb' is not one of tensorboard, mlflow, json-lines, csv",
      })
  void whatIsWrongIsRefused(String tracking, String message) {
    assertThatThrownBy(() -> read(tracking))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("tracking")
        .hasMessageNotContaining("u:p@");
  }
}
