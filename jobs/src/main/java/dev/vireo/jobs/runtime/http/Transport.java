package dev.vireo.jobs.runtime.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** One attempt at an HTTP exchange. */
@FunctionalInterface
public interface Transport {

  /**
   * A request.
   *
   * @param address where to
   * @param body JSON that is posted; null to get
   * @param timeout until the last byte of the answer
   */
  record Call(URI address, byte[] body, Duration timeout) {}

  /**
   * An answer, whole.
   *
   * @param status HTTP's
   * @param retryAfter the header of that name
   * @param body bytes
   */
  record Answer(int status, Optional<String> retryAfter, byte[] body) {}

  /**
   * Sends a request and reads the answer.
   *
   * @throws java.net.ConnectException if nobody answers there
   * @throws java.net.http.HttpTimeoutException if the answer is not there in time
   * @throws IOException if the connection breaks
   */
  Answer exchange(Call call) throws IOException, InterruptedException;
}
