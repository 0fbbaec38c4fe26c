package dev.vireo.jobs.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Secret;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, when, and what is said in the end. Nothing here waits. */
final class RequestsTest {

  private static final String KEY = "sk-very-secret-1234";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Transport.Call CALL =
      new Transport.Call(
          URI.create("http://h:1/v1/completions"), new byte[0], Duration.ofSeconds(60));

  private final List<Duration> slept = new ArrayList<>();
  private int attempts;

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void whatMayPassIsTriedAgain(int status) throws InterruptedException {
    assertThat(send(2, status(status), status(status), status(200))).isEqualTo("ok".getBytes());
    assertThat(slept).hasSize(2);
  }

  @Test
  void soIsAConnectionThatFailsInWhateverWay() throws InterruptedException {
    send(
        3,
        new ConnectException(),
        new EOFException("EOF reached while reading"),
        new HttpTimeoutException("late"),
        status(200));
    assertThat(attempts).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 413, 422})
  void aRefusalIsNot(int status) {
    assertThatThrownBy(() -> send(5, status(status), status(200)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("http://h:1/v1/completions answered " + status);
    assertThat(attempts).isEqualTo(1);
    assertThat(slept).isEmpty();
  }

  @Test
  void theEndIsOneLineThatSaysWhatToDo() {
    assertThat(said(new ConnectException()))
        .isEqualTo(
            "Cannot reach the rollout server at http://h:1/v1/completions (2 attempts): start it,"
                + " or correct rollouts.server.url");
    assertThat(said(new HttpTimeoutException("late")))
        .contains("no complete answer within 60.0 s (2 attempts)", "timeout-seconds");
    assertThat(said(new IOException("Connection reset")))
        .contains("broke (Connection reset; 2 attempts)");
    assertThat(said(status(503, "{'detail':'all\\nbusy'}")))
        .contains("answered 503 (all busy; 2 attempts)");
    assertThat(said(status(429, ""))).contains("without a reason", "rollouts.server.concurrency");
    assertThat(said(status(404, "{'object':'error','message':'no model policy'}")))
        .contains("no model policy", "rollouts.server.model");
  }

  /** OpenAI's own server repeats the key it was given. */
  @Test
  void theKeyIsNeverSaid() {
    assertThat(said(status(401, "{'error':{'message':'Bad key " + KEY + "'}}")))
        .contains("Bad key ***", "rollouts.server.api-key")
        .doesNotContain(KEY);
    assertThat(said(new IOException("oh " + KEY))).doesNotContain(KEY);
    assertThat(server(1).toString()).doesNotContain(KEY);
  }

  @Test
  void waitsGrowWithJitterThatTheKeyDecides() {
    RetryDelays delays = new RetryDelays(() -> NOW);
    for (int attempt = 1; attempt <= 40; attempt++) {
      double most = Math.min(60, Math.pow(2, attempt - 1));
      for (long key = 0; key < 20; key++) {
        double seconds = delays.after(key, attempt, Optional.empty()).toMillis() / 1000.0;
        assertThat(seconds).isBetween(most / 2 - 0.001, most + 0.001);
      }
    }
    assertThat(delays.after(3, 5, Optional.empty()))
        .isEqualTo(delays.after(3, 5, Optional.empty()))
        .isNotEqualTo(delays.after(4, 5, Optional.empty()));
  }

  @Test
  void aServerThatSaysWhenIsBelieved() throws InterruptedException {
    RetryDelays delays = new RetryDelays(() -> NOW);
    assertThat(delays.after(1, 1, Optional.of("17"))).isEqualTo(Duration.ofSeconds(17));
    assertThat(delays.after(1, 1, Optional.of("Thu, 01 Jan 2026 00:00:30 GMT")))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(delays.after(1, 1, Optional.of("86400"))).isEqualTo(Duration.ofMinutes(10));
    Duration own = delays.after(1, 1, Optional.empty());
    for (String other : List.of("0", "soon", "-5", "Thu, 01 Jan 1970 00:00:30 GMT")) {
      assertThat(delays.after(1, 1, Optional.of(other))).as(other).isEqualTo(own);
    }

    Transport.Answer busy = new Transport.Answer(429, Optional.of("33"), new byte[0]);
    send(1, busy, status(200));
    assertThat(slept).containsExactly(Duration.ofSeconds(33));
  }

  private String said(Object outcome) {
    attempts = 0;
    try {
      send(1, outcome, outcome);
    } catch (InputException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return e.getMessage();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("It succeeded");
  }

  /** Each outcome is an answer, or an exception that is thrown. */
  private byte[] send(int retries, Object... outcomes) throws InterruptedException {
    Deque<Object> left = new ArrayDeque<>(Arrays.asList(outcomes));
    Transport transport =
        call -> {
          attempts++;
          Object next = left.removeFirst();
          if (next instanceof IOException failure) {
            throw failure;
          }
          return (Transport.Answer) next;
        };
    return new Requests(transport, server(retries), slept::add, () -> NOW).send(CALL, 7);
  }

  private static ServerAccess server(int retries) {
    return new ServerAccess(
        "rollout server",
        "rollouts.server.",
        "rollouts.server.url or rollouts.server.model",
        "look at its log",
        new Secret(KEY),
        retries);
  }

  private static Transport.Answer status(int status) {
    return status(status, "ok");
  }

  private static Transport.Answer status(int status, String body) {
    return new Transport.Answer(status, Optional.empty(), HostileServer.bytes(body));
  }
}
