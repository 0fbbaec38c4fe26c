package dev.vireo.pipelines.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class RunGaugesIT {

  @Test
  void prometheusReadsThemFromSparksOwnPage() throws Exception {
    try (SparkSession session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0")
            .config("spark.metrics.namespace", "team")
            .config(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .config("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
            .getOrCreate()) {
      RunGauges gauges = RunGauges.of(session, Progress.NONE);
      gauges.iterationEnded(2, 2, Map.of("reward", 0.375, "rewards/exact/mean", 0.5));

      assertThat(page(session))
          .contains("metrics_team_driver_vireo_iteration_Value{type=\"gauges\"} 2.0")
          .contains("metrics_team_driver_vireo_train_reward_Value{type=\"gauges\"} 0.375")
          .contains(
              "metrics_team_driver_vireo_train_rewards_exact_mean_Value{type=\"gauges\"} 0.5");
    }
  }

  private static String page(SparkSession session) throws Exception {
    URI page = URI.create(session.sparkContext().uiWebUrl().get() + "/metrics/prometheus/");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
        .body();
  }
}
