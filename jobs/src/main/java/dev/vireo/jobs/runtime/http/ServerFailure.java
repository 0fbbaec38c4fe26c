package dev.vireo.jobs.runtime.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.json.JsonFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;

/** What a user is told about a server that fails: one line, without secrets. */
public final class ServerFailure {

  private static final int SHOWN = 200;

  private final ServerAccess server;

  ServerFailure(ServerAccess server) {
    this.server = server;
  }

  /** Nothing came back, or nothing whole. */
  InputException broken(Transport.Call call, int attempts, IOException cause) {
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return failure(
          "Cannot reach the %s at %s (%s): start it, or correct %s"
              .formatted(server.name(), call.address(), count(attempts), server.setting("url")));
    }
    if (cause instanceof HttpTimeoutException) {
      return failure(
          "The %s at %s gave no complete answer within %s s (%s): raise timeout-seconds, or lower %s"
              .formatted(
                  server.name(),
                  call.address(),
                  call.timeout().toMillis() / 1000.0,
                  count(attempts),
                  server.setting("concurrency")));
    }
    return failure(
        "The connection to the %s at %s broke (%s; %s): look at its log, or raise %s"
            .formatted(
                server.name(),
                call.address(),
                line(String.valueOf(cause.getMessage())),
                count(attempts),
                server.setting("retries")));
  }

  /** It answered that it cannot, or will not. */
  InputException refused(Transport.Call call, int attempts, Transport.Answer answer) {
    return failure(
        "The %s at %s answered %d (%s; %s): %s"
            .formatted(
                server.name(),
                call.address(),
                answer.status(),
                reason(answer.body()),
                count(attempts),
                advice(answer.status())));
  }

  private String advice(int status) {
    return switch (status) {
      case 401, 403 ->
          "set " + server.setting("api-key") + " to ${env:NAME}, with the key in that variable";
      case 404, 405 -> "correct " + server.misplaced();
      case 429 ->
          "lower " + server.setting("concurrency") + ", or raise " + server.setting("retries");
      default ->
          status >= 500
              ? "look at its log, or raise " + server.setting("retries")
              : server.misfit();
    };
  }

  /** Servers say it as {@code error.message}, {@code message} or {@code detail}. */
  private static String reason(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode answer = JsonFiles.parse("it", body);
      for (String pointer : new String[] {"/error/message", "/message", "/detail", "/error"}) {
        JsonNode said = answer.at(pointer);
        if (said.isTextual()) {
          return line(said.textValue());
        }
      }
    } catch (InputException e) {
      // No JSON: the text itself then.
    }
    return text.isBlank() ? "without a reason" : line(text);
  }

  /** At most a short line of another party's text, without what could upset a terminal. */
  public static String line(String text) {
    String line = text.strip().replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }

  /** The beginning of an answer that is not what it should be. */
  public static String excerpt(byte[] body) {
    String line = line(new String(body, StandardCharsets.UTF_8));
    return line.isEmpty() ? "an empty answer" : "'" + line + "'";
  }

  InputException failure(String message) {
    return new InputException(server.apiKey() == null ? message : server.apiKey().conceal(message));
  }

  private static String count(int attempts) {
    return attempts == 1 ? "1 attempt" : attempts + " attempts";
  }
}
