package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A run in a process of its own that keeps what Spark's pages say after each stage. Arguments:
 * configuration, run directory, folder for the pages, settings.
 */
final class SecretRun {

  private static final List<String> PAGES =
      List.of(
          "environment",
          "jobs",
          "stages?details=true",
          "executors",
          "sql?details=true",
          "storage/rdd");

  private SecretRun() {}

  public static void main(String[] arguments) {
    Path pages = Path.of(arguments[2]);
    Progress reading =
        new Progress() {
          @Override
          public void finished(StageStatus status) {
            read(pages, status.stage() + "-" + status.iteration());
          }
        };
    TinyRun.run(
        TinyRun.config(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Arrays.copyOfRange(arguments, 3, arguments.length)),
        reading,
        "local[2]");
    System.exit(0);
  }

  private static void read(Path pages, String stage) {
    SparkContext spark = SparkSession.active().sparkContext();
    int port = URI.create(spark.uiWebUrl().get()).getPort();
    String root = "http://127.0.0.1:" + port;
    String rest = root + "/api/v1/applications/" + spark.applicationId() + "/";
    try {
      Files.createDirectories(pages);
      for (String page : PAGES) {
        keep(rest + page, pages.resolve(stage + "-" + page.replaceAll("\\W", "-") + ".json"));
      }
      keep(root + "/environment/", pages.resolve(stage + "-environment.html"));
      keep(root + "/SQL/", pages.resolve(stage + "-sql.html"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keep(String address, Path file) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(address + " answered " + response.statusCode());
    }
    Files.writeString(file, response.body());
  }
}
