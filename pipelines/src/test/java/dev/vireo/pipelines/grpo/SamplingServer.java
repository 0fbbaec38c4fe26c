package dev.vireo.pipelines.grpo;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A server on loopback that speaks vLLM's completions, and serves the model it was told to load
 * with our own sampler. Which prompt it is asked for it knows from the tokens, so that it draws
 * what the local engine would.
 */
final class SamplingServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> promptIds = new ConcurrentHashMap<>();
  private final Map<String, Integer> iterations = new ConcurrentHashMap<>();
  private final AtomicInteger completions = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final long seed;
  private Model policy;
  private Tokenizer tokenizer;
  private int[] stops;
  private int loads;

  /** Bends an answer before it is sent; nothing leaves it as it is. */
  volatile Function<ObjectNode, Optional<byte[]>> bend = answer -> Optional.empty();

  /** Requests answered before it breaks down; then it answers 500. */
  volatile int healthyFor = Integer.MAX_VALUE;

  SamplingServer(long seed) throws IOException {
    this.seed = seed;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/completions", this::complete);
    server.createContext("/load", this::load);
    server.createContext("/health", exchange -> send(exchange, 200, new byte[0]));
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Requests for completions so far. */
  int requests() {
    return completions.get();
  }

  /** Models loaded so far. */
  synchronized int loads() {
    return loads;
  }

  /** Which prompt, of which iteration, has these tokens. */
  void knows(String promptId, int iteration, List<Integer> tokens) {
    promptIds.put(tokens.toString(), promptId);
    iterations.put(tokens.toString(), iteration);
  }

  /** Which later turn, of which iteration, has these tokens; of equal ones the seed tells. */
  void knowsTurn(String key, int iteration, List<Integer> tokens) {
    long drawn = SamplingKey.completionKey(seed, iteration, SamplingKey.promptKey(key), 0);
    String turn = tokens + "#" + (int) (drawn >>> 33);
    promptIds.put(turn, key);
    iterations.put(turn, iteration);
  }

  private synchronized void load(HttpExchange exchange) throws IOException {
    Path directory = Path.of(JSON.readTree(exchange.getRequestBody()).path("from").textValue());
    ModelDirectory model = ModelDirectory.open(directory);
    if (policy != null) {
      policy.close();
    }
    policy = Model.load(model, Device.cpu());
    tokenizer = model.tokenizer();
    stops = model.stopTokenIds(tokenizer);
    loads++;
    send(exchange, 200, "{\"success\": true}".getBytes());
  }

  private void complete(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    if (completions.incrementAndGet() > healthyFor) {
      send(exchange, 500, "{\"error\": {\"message\": \"engine is dead\"}}".getBytes());
      return;
    }
    ObjectNode answer = answer(request);
    byte[] whole = JSON.writeValueAsBytes(answer);
    send(exchange, 200, bend.apply(answer).orElse(whole));
  }

  private synchronized ObjectNode answer(JsonNode request) {
    boolean text = request.path("prompt").isTextual();
    int[] prompt =
        text
            ? tokenizer.encode(request.path("prompt").textValue())
            : JSON.convertValue(request.path("prompt"), int[].class);
    String turn = Arrays.toString(prompt) + "#" + request.path("seed").intValue();
    String tokens = promptIds.containsKey(turn) ? turn : Arrays.toString(prompt);
    int[] ends =
        request.has("stop_token_ids")
            ? JSON.convertValue(request.path("stop_token_ids"), int[].class)
            : stops;
    SampleRequest how =
        new SampleRequest(
            request.path("n").intValue(),
            request.path("max_tokens").intValue(),
            new SamplingSettings(
                request.path("temperature").doubleValue(),
                request.path("top_p").doubleValue(),
                Math.max(0, request.path("top_k").intValue())),
            ends,
            seed,
            iterations.get(tokens));
    List<SampledCompletion> group =
        new Sampler(policy)
            .sample(List.of(new PromptTokens(promptIds.get(tokens), prompt)), how)
            .get(0)
            .completions();
    ObjectNode answer = JSON.createObjectNode().put("object", "text_completion");
    ArrayNode choices = answer.putArray("choices");
    // In any order: the index says.
    for (int i = group.size() - 1; i >= 0; i--) {
      choices.add(choice(group.get(i), prompt, request));
    }
    return answer;
  }

  private ObjectNode choice(SampledCompletion completion, int[] prompt, JsonNode request) {
    ObjectNode choice = JSON.createObjectNode();
    choice.put("index", completion.sampleIndex());
    choice.put("text", tokenizer.decode(completion.tokenIds()));
    choice.put("finish_reason", completion.stopped() ? "stop" : "length");
    choice.putNull("stop_reason");
    if (request.path("return_token_ids").booleanValue()) {
      choice.set("token_ids", JSON.valueToTree(completion.tokenIds()));
      choice.set("prompt_token_ids", JSON.valueToTree(prompt));
    }
    if (request.has("logprobs")) {
      ObjectNode logprobs = choice.putObject("logprobs");
      ArrayNode names = logprobs.putArray("tokens");
      for (int id : completion.tokenIds()) {
        names.add("token_id:" + id);
      }
      logprobs.set("token_logprobs", JSON.valueToTree(completion.logprobs()));
    }
    return choice;
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    if (policy != null) {
      policy.close();
      tokenizer.close();
    }
  }
}
