package dev.vireo.reports.browse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vireo.algorithms.InputException;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows runs in a browser of the same machine, to whoever has the address. Only 127.0.0.1 is
 * listened on, and nothing can be changed.
 */
public final class BrowseServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BrowseServer.class);

  /** 127.0.0.1, whatever the machine takes its own name for. */
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private static final int THREADS = 4;
  private static final String JSON = "application/json; charset=utf-8";

  /** Of every response. Nothing is loaded from elsewhere, and no text becomes markup or script. */
  private static final List<List<String>> HEADERS =
      List.of(
          List.of(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                  + " trusted-types 'none'"),
          List.of("X-Content-Type-Options", "nosniff"),
          List.of("X-Frame-Options", "DENY"),
          List.of("Referrer-Policy", "no-referrer"),
          List.of("Cross-Origin-Opener-Policy", "same-origin"),
          List.of("Cross-Origin-Resource-Policy", "same-origin"),
          List.of("Cache-Control", "no-store"));

  private final HttpServer server;
  private final ExecutorService threads;
  private final Gatekeeper gatekeeper;
  private final Resources resources = new Resources();
  private final Api api;

  private BrowseServer(List<RunDirectory> runs, HttpServer server) {
    this.server = server;
    this.gatekeeper = new Gatekeeper(server.getAddress().getPort());
    this.api = new Api(runs);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "vireo-browse");
              thread.setDaemon(true);
              return thread;
            });
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Begins to serve.
   *
   * @param runs one, or two to be compared
   * @param port 0 for any that is free
   * @throws InputException if the port is taken
   */
  public static BrowseServer start(List<RunDirectory> runs, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
    try {
      return new BrowseServer(runs, HttpServer.create(address, 0));
    } catch (BindException e) {
      throw new InputException("Port " + port + " is taken: name another with --port", e);
    }
  }

  /** The address to open. It holds the token: whoever has it may read the runs. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + gatekeeper.entrance();
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      HEADERS.forEach(header -> headers.set(header.get(0), header.get(1)));
      respond(exchange);
    } catch (IOException e) {
      LOG.debug("The browser has gone", e);
    } catch (RuntimeException e) {
      LOG.warn("A request failed", e);
    }
  }

  private void respond(HttpExchange exchange) throws IOException {
    Parameters parameters = new Parameters(exchange.getRequestURI());
    Optional<Gatekeeper.Refusal> refusal =
        gatekeeper.refuses(
            exchange.getRequestMethod(), exchange.getRequestHeaders(), parameters.find("token"));
    if (refusal.isPresent()) {
      exchange.getResponseHeaders().set("Allow", "GET");
      send(exchange, refusal.get().status(), error(refusal.get().reason()));
      return;
    }
    String path = exchange.getRequestURI().getRawPath();
    String name =
        path.startsWith(gatekeeper.base()) ? path.substring(gatekeeper.base().length()) : "/";
    Optional<Resources.Resource> resource = resources.find(name);
    if (resource.isPresent()) {
      exchange.getResponseHeaders().set("Set-Cookie", gatekeeper.cookie());
      send(exchange, 200, resource.get().type(), resource.get().content());
    } else {
      ask(exchange, name, parameters);
    }
  }

  private void ask(HttpExchange exchange, String name, Parameters parameters) throws IOException {
    try {
      Optional<JsonNode> answer = api.answer(name, parameters);
      send(
          exchange,
          answer.isPresent() ? 200 : 404,
          answer.orElseGet(() -> error("There is nothing here")));
    } catch (InputException | IndexOutOfBoundsException e) {
      send(exchange, 400, error(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.warn("{} failed", name, e);
      send(exchange, 500, error("This failed: " + e));
    }
  }

  private static JsonNode error(String message) {
    return JsonNodeFactory.instance.objectNode().put("error", message);
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, JSON, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    api.close();
  }
}
