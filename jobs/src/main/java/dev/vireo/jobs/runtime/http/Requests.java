package dev.vireo.jobs.runtime.http;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Requests that are repeated if that may help: nobody answered, the connection broke, the answer
 * took too long, or the server said that it is busy (429, 408) or in trouble (5xx). Any other
 * refusal would come again.
 */
public final class Requests {

  private final Transport transport;
  private final ServerFailure failures;
  private final int retries;
  private final Sleeper sleeper;
  private final RetryDelays delays;

  Requests(Transport transport, ServerAccess server, Sleeper sleeper, InstantSource clock) {
    this.transport = transport;
    this.failures = new ServerFailure(server);
    this.retries = server.retries();
    this.sleeper = sleeper;
    this.delays = new RetryDelays(clock);
  }

  /** Over the network, with real waits. */
  public static Requests of(ServerAccess server) {
    return of(server, Sleeper.SYSTEM);
  }

  /** Over the network, with waits of the caller's. */
  public static Requests of(ServerAccess server, Sleeper sleeper) {
    return new Requests(
        new HttpTransport(server.apiKey()), server, sleeper, InstantSource.system());
  }

  /**
   * The bytes of an answer of success.
   *
   * @param key decides how long retries wait
   * @throws InputException if there is none after all attempts
   */
  public byte[] send(Transport.Call call, long key) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt > retries;
      Optional<String> retryAfter = Optional.empty();
      try {
        Transport.Answer answer = transport.exchange(call);
        if (answer.status() >= 200 && answer.status() < 300) {
          return answer.body();
        }
        if (last || !mayPass(answer.status())) {
          throw failures.refused(call, attempt, answer);
        }
        retryAfter = answer.retryAfter();
      } catch (IOException e) {
        if (interrupted(e)) {
          throw new InterruptedException();
        }
        if (last) {
          throw failures.broken(call, attempt, e);
        }
      }
      sleeper.sleep(delays.after(key, attempt, retryAfter));
    }
  }

  /** Whether one attempt succeeds; failures are not distinguished. */
  public boolean succeeds(Transport.Call call) throws InterruptedException {
    try {
      return transport.exchange(call).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits. */
  public void sleep(Duration time) throws InterruptedException {
    sleeper.sleep(time);
  }

  /** A failure of the server, with stars in place of its key. */
  public InputException failure(String message) {
    return failures.failure(message);
  }

  private static boolean mayPass(int status) {
    return status == 429 || status == 408 || status >= 500;
  }

  /** An interruption that came in the guise of a broken connection. */
  private static boolean interrupted(IOException e) {
    return e instanceof InterruptedIOException && !(e instanceof HttpTimeoutException);
  }
}
