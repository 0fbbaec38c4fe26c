package dev.vireo.reports.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** As much of an MLflow server as one run needs, on loopback. */
final class FakeMlflow implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  final List<String> requests = new ArrayList<>();
  final List<JsonNode> metrics = new ArrayList<>();
  final TreeMap<String, String> tags = new TreeMap<>();
  final TreeMap<String, String> params = new TreeMap<>();
  String experiment = "";
  String status = "";

  /** What is answered to log-batch instead, where it is not 0. */
  volatile int failure;

  volatile String token = "";

  FakeMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/2.0/mlflow/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
    byte[] sent = exchange.getRequestBody().readAllBytes();
    JsonNode body = sent.length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(sent);
    requests.add(path);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!token.isEmpty() && !("Bearer " + token).equals(authorization)) {
      respond(exchange, 401, "{\"message\": \"no such token:\\n" + authorization + "\"}");
    } else if (failure != 0 && path.equals("runs/log-batch")) {
      respond(exchange, failure, "<html>out of order</html>");
    } else {
      respond(exchange, known(path) ? 200 : 404, of(path, body).toString());
    }
  }

  private boolean known(String path) {
    return !path.equals("experiments/get-by-name") || !experiment.isEmpty();
  }

  private JsonNode of(String path, JsonNode body) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    switch (path) {
      case "experiments/get-by-name" -> {
        if (experiment.isEmpty()) {
          answer.put("error_code", "RESOURCE_DOES_NOT_EXIST");
        } else {
          answer.putObject("experiment").put("experiment_id", "7").put("lifecycle_stage", "active");
        }
      }
      case "experiments/create" -> {
        experiment = body.path("name").asText();
        answer.put("experiment_id", "7");
      }
      case "runs/search" -> {
        ArrayNode runs = answer.putArray("runs");
        if (!status.isEmpty()) {
          runs.add(run());
        }
      }
      case "runs/create" -> {
        status = "RUNNING";
        body.path("tags").forEach(each -> tag(each));
        answer.set("run", run());
      }
      case "runs/log-batch" -> {
        body.path("metrics").forEach(metrics::add);
        body.path("params")
            .forEach(each -> params.put(each.path("key").asText(), each.path("value").asText()));
        body.path("tags").forEach(each -> tag(each));
      }
      case "runs/set-tag" -> tag(body);
      case "runs/update" -> status = body.path("status").asText();
      default -> throw new AssertionError(path);
    }
    return answer;
  }

  private void tag(JsonNode tag) {
    tags.put(tag.path("key").asText(), tag.path("value").asText());
  }

  private ObjectNode run() {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.putObject("info").put("run_id", "r1").put("status", status);
    ObjectNode data = run.putObject("data");
    ArrayNode all = data.putArray("tags");
    tags.forEach((key, value) -> all.addObject().put("key", key).put("value", value));
    ArrayNode settings = data.putArray("params");
    params.forEach((key, value) -> settings.addObject().put("key", key).put("value", value));
    return run;
  }

  private static void respond(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
