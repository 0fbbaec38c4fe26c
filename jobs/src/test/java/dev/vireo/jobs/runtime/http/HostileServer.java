package dev.vireo.jobs.runtime.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that answers request after request as it was told to. */
public final class HostileServer implements AutoCloseable {

  /** What it does with one request. */
  @FunctionalInterface
  public interface Behaviour {
    /** Answers it. */
    void answer(HttpExchange exchange, byte[] request) throws IOException;
  }

  private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Behaviour otherwise;

  /**
   * @param otherwise what it does when nothing else was asked for
   */
  public HostileServer(Behaviour otherwise) throws IOException {
    this.otherwise = otherwise;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public int requests() {
    return requests.get();
  }

  /** The next request meets this. */
  public void then(Behaviour behaviour) {
    next.add(behaviour);
  }

  public static Behaviour status(int status, String body) {
    return (exchange, request) -> {
      byte[] bytes = bytes(body);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** JSON with single quotes, as bytes. */
  public static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  /** Promises more than it sends. */
  public static Behaviour truncated(String body) {
    return (exchange, request) -> {
      byte[] bytes = bytes(body);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
    };
  }

  /** Says nothing until the test ends. */
  public Behaviour silent() {
    return (exchange, request) -> await();
  }

  /** Sends half an answer and then nothing until the test ends. */
  public Behaviour stalled(String body) {
    return (exchange, request) -> {
      truncated(body).answer(exchange, request);
      await();
    };
  }

  private void await() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] request = exchange.getRequestBody().readAllBytes();
    Behaviour behaviour = next.poll();
    (behaviour == null ? otherwise : behaviour).answer(exchange, request);
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
