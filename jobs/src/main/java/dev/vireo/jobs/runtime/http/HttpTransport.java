package dev.vireo.jobs.runtime.http;

import dev.vireo.jobs.runtime.settings.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Over the JDK's client, one for the whole virtual machine. */
final class HttpTransport implements Transport {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  // HTTP/1.1: Python's servers answer the attempt to upgrade with a warning each.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  private final Secret apiKey;

  /**
   * @param apiKey sent along; null for none
   */
  HttpTransport(Secret apiKey) {
    this.apiKey = apiKey;
  }

  @Override
  public Answer exchange(Call call) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(call.address());
    if (apiKey != null) {
      request.header("Authorization", "Bearer " + apiKey.reveal());
    }
    if (call.body() != null) {
      request.header("Content-Type", "application/json");
      request.POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
    }
    CompletableFuture<HttpResponse<byte[]>> future =
        CLIENT.sendAsync(request.build(), response -> new LimitedBody());
    HttpResponse<byte[]> response = await(future, call.timeout());
    return new Answer(
        response.statusCode(), response.headers().firstValue("Retry-After"), response.body());
  }

  /** The request's own timeout would end with the headers, and a stalled body hang forever. */
  private static HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> future, Duration timeout)
      throws IOException, InterruptedException {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no complete answer");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    } finally {
      // Closes the connection of an answer that nobody waits for any more.
      future.cancel(true);
    }
  }
}
