package dev.vireo.jobs.rollouts.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Secret;
import dev.vireo.models.json.JsonFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;

/** What a user is told about a server that fails: one line, without secrets. */
final class ServerFailure {

  private static final int SHOWN = 200;

  private final Secret apiKey;

  /**
   * @param apiKey not to be shown; null for none
   */
  ServerFailure(Secret apiKey) {
    this.apiKey = apiKey;
  }

  /** Nothing came back, or nothing whole. */
  InputException broken(Transport.Call call, int attempts, IOException cause) {
    URI address = call.address();
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return failure(
          "Cannot reach the rollout server at "
              + address
              + " ("
              + count(attempts)
              + "): start it, or correct rollouts.server.url");
    }
    if (cause instanceof HttpTimeoutException) {
      return failure(
          "The rollout server at "
              + address
              + " gave no complete answer within "
              + call.timeout().toMillis() / 1000.0
              + " s ("
              + count(attempts)
              + "): raise timeout-seconds, or lower rollouts.server.concurrency");
    }
    return failure(
        "The connection to the rollout server at "
            + address
            + " broke ("
            + line(String.valueOf(cause.getMessage()))
            + "; "
            + count(attempts)
            + "): look at its log, or raise rollouts.server.retries");
  }

  /** It answered that it cannot, or will not. */
  InputException refused(Transport.Call call, int attempts, Transport.Answer answer) {
    return failure(
        "The rollout server at "
            + call.address()
            + " answered "
            + answer.status()
            + " ("
            + reason(answer.body())
            + "; "
            + count(attempts)
            + "): "
            + advice(answer.status()));
  }

  private static String advice(int status) {
    return switch (status) {
      case 401, 403 -> "set rollouts.server.api-key to ${env:NAME}, with the key in that variable";
      case 404, 405 -> "correct rollouts.server.url or rollouts.server.model";
      case 429 -> "lower rollouts.server.concurrency, or raise rollouts.server.retries";
      default ->
          status >= 500
              ? "look at its log, or raise rollouts.server.retries"
              : "set rollouts.server.dialect to the server's own, and look at its log";
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
  static String line(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }

  InputException failure(String message) {
    return new InputException(apiKey == null ? message : apiKey.conceal(message));
  }

  private static String count(int attempts) {
    return attempts == 1 ? "1 attempt" : attempts + " attempts";
  }
}
