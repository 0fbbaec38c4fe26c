package dev.vireo.jobs.rollouts.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.HostileServer;
import dev.vireo.jobs.runtime.http.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server hears of new weights. */
final class WeightUpdateTest {

  @TempDir Path folder;
  private final List<String> seen = new ArrayList<>();
  private final List<Duration> slept = new ArrayList<>();
  private HostileServer server;
  private WeightUpdate.Weights weights;

  @BeforeEach
  void start() throws IOException {
    server =
        new HostileServer(
            (exchange, request) -> {
              seen.add(
                  exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + new String(request, StandardCharsets.UTF_8));
              HostileServer.status(200, "{'success':true}").answer(exchange, request);
            });
    Path directory = Files.createDirectory(folder.resolve("step-1"));
    Files.writeString(directory.resolve("config.json"), "{}");
    weights = new WeightUpdate.Weights(directory, "hdfs://nn/run/checkpoints/step-1", 1);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void leftAlone() {
    update(new WeightSettings(WeightMode.NONE, null, null, null, null, 60));
    assertThat(seen).isEmpty();
  }

  @Test
  void linkCommandRequestsAndHealthInThisOrder() throws IOException {
    Path link = folder.resolve("current");
    Path copy = folder.resolve("copied");
    server.then(HostileServer.status(503, ""));
    update(
        new WeightSettings(
            WeightMode.RELOAD,
            link.toString(),
            List.of("cp", "{directory}/config.json", copy.toString()),
            List.of(
                new PostSettings("/pause", Map.of()),
                new PostSettings(
                    "/load",
                    Map.of("at", List.of("{directory}", "{uri}", Map.of("n", 3, "s", "{step}"))))),
            "/health",
            60));

    assertThat(link.toRealPath()).isEqualTo(weights.directory().toRealPath());
    assertThat(copy).hasContent("{}");
    assertThat(seen)
        .satisfies(
            all -> {
              assertThat(all).hasSize(3);
              assertThat(all.get(0)).isEqualTo("POST /pause {}");
              assertThat(all.get(1))
                  .startsWith("POST /load")
                  .contains("\"" + weights.directory() + "\"", "hdfs://nn", "\"s\":\"1\"");
              assertThat(all.get(2)).isEqualTo("GET /health ");
            });
  }

  /** No argument says where the directory goes: it is the last one. Nothing is interpreted. */
  @Test
  void aCommandIsNoShell() {
    Path odd = folder.resolve("a b; touch $(c) *");
    update(reload("touch", odd.toString()));
    assertThat(odd).isRegularFile();
    assertThat(folder).isDirectoryNotContaining("glob:**/c").isNotEmptyDirectory();
  }

  @Test
  void aCommandThatFails() {
    assertThat(refused(reload("cp", "/no/such/file")))
        .contains("The command of rollouts.server.weights, cp, ended with 1 (cp: ", "no/such");
    assertThat(refused(reload("/no/such/program"))).contains("/no/such/program, cannot be run");
    assertThat(refused(reload("false"))).contains("it printed nothing");
  }

  @Test
  void aServerThatDoesNotTakeThem() {
    WeightSettings load =
        new WeightSettings(
            WeightMode.RELOAD,
            null,
            null,
            List.of(new PostSettings("/load", Map.of("model_path", "{directory}"))),
            null,
            60);
    server.then(HostileServer.status(200, "{'success':false,'message':'no such file'}"));
    assertThat(refused(load)).contains("/load reported that it did not", "no such file");
    server.then(HostileServer.status(404, "{'detail':'Not Found'}"));
    assertThat(refused(load)).contains("/load answered 404 (Not Found");
  }

  @Test
  void aServerThatDoesNotComeBack() {
    server.close();
    assertThat(refused(new WeightSettings(WeightMode.NONE, null, null, null, "/health", 20)))
        .contains("/health was not healthy within 20 s");
    assertThat(slept).hasSize(11).containsOnly(Duration.ofSeconds(2));
  }

  @Test
  void theLinkMovesAndNothingElseIsReplaced() throws IOException {
    Path link = folder.resolve("current");
    WeightSettings path =
        new WeightSettings(WeightMode.PATH, link.toString(), null, null, null, 60);
    update(path);
    Path second = Files.createDirectory(folder.resolve("step-2"));
    weights = new WeightUpdate.Weights(second, "x", 2);
    update(path);
    assertThat(link.toRealPath()).isEqualTo(second.toRealPath());

    Path taken = Files.createDirectory(folder.resolve("taken"));
    assertThat(refused(new WeightSettings(WeightMode.PATH, taken.toString(), null, null, null, 60)))
        .contains("not a symbolic link; name another path");
    assertThat(
            refused(
                new WeightSettings(WeightMode.PATH, folder + "/none/link", null, null, null, 60)))
        .contains("Cannot set rollouts.server.weights.link");
  }

  @Test
  void whatCannotBe() {
    List<PostSettings> post = List.of(new PostSettings("/x", null));
    for (WeightMode mode : List.of(WeightMode.NONE, WeightMode.PATH)) {
      assertThatThrownBy(() -> new WeightSettings(mode, null, null, post, null, 60))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("mode is");
    }
    assertThatThrownBy(() -> new WeightSettings(WeightMode.RELOAD, "l", null, null, null, 60))
        .hasMessageContaining("needs a command or posts");
    assertThatThrownBy(() -> new PostSettings("x", null)).hasMessageContaining("begin with /");
    assertThatThrownBy(() -> new WeightSettings(WeightMode.NONE, null, null, null, "x", 60))
        .hasMessageContaining("begin with /");
  }

  private static WeightSettings reload(String... command) {
    return new WeightSettings(WeightMode.RELOAD, null, List.of(command), null, null, 60);
  }

  private void update(WeightSettings settings) {
    ServerSettings with = Servers.with(server.url() + "/v1/", settings);
    Requests requests = Requests.of(with.access(), slept::add);
    new WeightUpdate(with, requests).run(weights);
  }

  private String refused(WeightSettings settings) {
    try {
      update(settings);
    } catch (InputException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return e.getMessage();
    }
    throw new AssertionError("It succeeded");
  }
}
