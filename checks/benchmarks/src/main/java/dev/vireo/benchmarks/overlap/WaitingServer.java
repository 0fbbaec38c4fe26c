package dev.vireo.benchmarks.overlap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A stand-in for a rollout server on other machines: it answers every request after the same time,
 * with random bytes, and computes nothing here.
 */
final class WaitingServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final HttpServer server;
  private final long millis;

  /**
   * A server on loopback.
   *
   * @param millis until it answers
   */
  WaitingServer(long millis) throws IOException {
    this.millis = millis;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/completions", this::take);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    threads.schedule(() -> answer(exchange, request), millis, TimeUnit.MILLISECONDS);
  }

  private static void answer(HttpExchange exchange, JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode choices = answer.putArray("choices");
    SplittableRandom random = new SplittableRandom(request.path("seed").longValue());
    for (int sample = 0; sample < request.path("n").intValue(); sample++) {
      ObjectNode choice = choices.addObject().put("index", sample).put("text", "");
      choice.put("finish_reason", "length").putNull("stop_reason");
      ArrayNode tokens = choice.putArray("token_ids");
      for (int token = 0; token < request.path("max_tokens").intValue(); token++) {
        tokens.add(random.nextInt('0', 'z'));
      }
    }
    try (exchange) {
      byte[] body = JSON.writeValueAsBytes(answer);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      // Whoever asked is gone.
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
