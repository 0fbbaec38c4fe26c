package dev.vireo.reports.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** MLflow's REST API, version 2.0. */
final class MlflowApi {

  private static final int SHOWN = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final Optional<String> token;
  private final Duration patience;
  private final HttpClient client;

  MlflowApi(String url, Optional<String> token, Duration patience) {
    this.url = url.replaceAll("/+$", "");
    this.token = token.filter(each -> !each.isBlank());
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .build();
  }

  /** What messages call the server. */
  String place() {
    return "MLflow at " + url;
  }

  /** What a path answers to a question; empty if it knows no such thing. */
  Optional<JsonNode> find(String path, String parameter, String value) {
    String query = parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    HttpResponse<String> response = send(request(path + "?" + query).GET());
    return response.statusCode() == 404 && tree(response).has("error_code")
        ? Optional.empty()
        : Optional.of(successful(response));
  }

  /** What a path answers to a command. */
  JsonNode post(String path, JsonNode body) {
    return successful(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/" + path)).timeout(patience);
    token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(
          request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (HttpTimeoutException e) {
      throw failure("no answer within " + patience.toSeconds() + " seconds");
    } catch (ConnectException e) {
      throw failure("no connection");
    } catch (IOException e) {
      throw failure(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  private JsonNode successful(HttpResponse<String> response) {
    int status = response.statusCode();
    JsonNode answer = tree(response);
    if (status / 100 == 2 && answer.isObject()) {
      return answer;
    }
    String said = answer.path("message").asText("");
    String cure =
        status == 401 || status == 403
            ? "; check its token, or the environment variable MLFLOW_TRACKING_TOKEN"
            : "";
    throw failure(
        "HTTP status "
            + status
            + (status / 100 == 2 ? " without JSON: is this MLflow?" : "")
            + (said.isBlank() ? "" : " (" + said + ")")
            + cure);
  }

  private static JsonNode tree(HttpResponse<String> response) {
    try {
      JsonNode tree = JSON.readTree(response.body());
      return tree == null ? JsonNodeFactory.instance.missingNode() : tree;
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  /** One line without the token, which a server may have repeated. */
  private TrackingException failure(String reason) {
    String line = String.join(" ", reason.strip().lines().map(String::strip).toList());
    String concealed = token.map(each -> line.replace(each, "***")).orElse(line);
    return new TrackingException(
        place()
            + ": "
            + (concealed.length() > SHOWN ? concealed.substring(0, SHOWN) + "..." : concealed));
  }
}
