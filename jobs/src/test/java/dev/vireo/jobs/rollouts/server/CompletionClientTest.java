package dev.vireo.jobs.rollouts.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.HostileServer;
import dev.vireo.jobs.runtime.http.Requests;
import dev.vireo.jobs.runtime.http.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a real socket on which everything goes wrong that can. */
final class CompletionClientTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOOD = Servers.answer(Servers.choice(0, "4,9"));

  private HostileServer server;

  @BeforeEach
  void start() throws IOException {
    server = new HostileServer(HostileServer.status(200, GOOD));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void recoversFromTroubleThatPasses() {
    server.then(HostileServer.status(500, "oops"));
    server.then(HostileServer.truncated(GOOD));
    assertThat(ask(Servers.query(1)).tokenIds().get()).containsExactly(4, 9);
    assertThat(server.requests()).isEqualTo(3);
  }

  @Test
  void troubleThatStaysIsOneLine() {
    for (int i = 0; i < 3; i++) {
      server.then(HostileServer.status(500, "<html>\n<b>oops</b>\n</html>"));
    }
    assertThat(refused()).contains("answered 500 (<html> <b>oops</b> </html>; 3 attempts)");
    for (int i = 0; i < 3; i++) {
      server.then(HostileServer.truncated(GOOD));
    }
    assertThat(refused()).contains("broke", "3 attempts");
  }

  @Test
  void whatIsNoAnswerIsNotAskedForAgain() {
    server.then(HostileServer.status(200, "{'choices':["));
    assertThat(refused()).contains("not a JSON object");
    server.then(HostileServer.status(200, Servers.answer()));
    assertThat(refused()).contains("0 completions where 1");
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void nobodyThere() {
    server.close();
    assertThat(refused())
        .startsWith("Cannot reach the rollout server at " + server.url() + "/v1/completions (3");
  }

  @Test
  void aServerThatNeverEnds() {
    for (HostileServer.Behaviour never : List.of(server.silent(), server.stalled(GOOD))) {
      server.then(never);
      Transport.Call call =
          new Transport.Call(settings(0).address("/x"), new byte[0], Duration.ofMillis(300));
      assertThatThrownBy(() -> requests(settings(0)).send(call, 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("no complete answer within 0.3 s (1 attempt)");
    }
  }

  @Test
  void sendsTheKeyAndTheQuery() throws IOException {
    List<String> seen = new ArrayList<>();
    List<JsonNode> bodies = new ArrayList<>();
    server.then(
        (exchange, request) -> {
          seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
          bodies.add(JSON.readTree(request));
          HostileServer.status(200, GOOD).answer(exchange, request);
        });
    ask(Servers.query(1));
    assertThat(seen).containsExactly("POST /v1/completions", "Bearer " + Servers.KEY);
    assertThat(bodies.get(0).path("model").textValue()).isEqualTo("policy");
  }

  /** Every request waits for its neighbour: fewer at once would never end, more would be seen. */
  @Test
  void asManyAtOnceAsAllowedAndAnswersInOrder() {
    CyclicBarrier pairs = new CyclicBarrier(2);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    HostileServer.Behaviour paired =
        (exchange, request) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          try {
            pairs.await();
          } catch (InterruptedException | BrokenBarrierException e) {
            throw new IOException(e);
          }
          now.decrementAndGet();
          int seed = JSON.readTree(request).path("seed").intValue();
          HostileServer.status(200, Servers.answer(Servers.choice(0, "" + seed)))
              .answer(exchange, request);
        };
    List<CompletionQuery> queries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      server.then(paired);
      queries.add(Servers.query("p" + i, 1, (long) i << 33));
    }
    List<List<ServerCompletion>> answers = client().complete(queries);

    assertThat(answers.stream().map(each -> each.get(0).tokenIds().get()[0]))
        .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
    assertThat(most).hasValue(2);
  }

  /** The second never answers: who waited for it would not come back within the test. */
  @Test
  void theFirstFailureEndsTheRest() {
    server.then(HostileServer.status(400, "{'error':{'message':'no'}}"));
    server.then(server.silent());
    List<CompletionQuery> queries =
        List.of(Servers.query("a", 1, 1), Servers.query("b", 1, 2), Servers.query("c", 1, 3));
    assertThatThrownBy(() -> client().complete(queries))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("answered 400 (no; 1 attempt)");
    assertThat(client().complete(List.of())).isEmpty();
  }

  private ServerCompletion ask(CompletionQuery query) {
    return client().complete(List.of(query)).get(0).get(0);
  }

  private String refused() {
    try {
      ask(Servers.query(1));
    } catch (InputException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return e.getMessage();
    }
    throw new AssertionError("It succeeded");
  }

  private CompletionClient client() {
    return new CompletionClient(settings(2), requests(settings(2)));
  }

  private ServerSettings settings(int retries) {
    return Servers.settings(server.url(), Dialect.VLLM, LogprobSource.RESCORE, retries);
  }

  /** The real transport, with waits that take no time. */
  private static Requests requests(ServerSettings settings) {
    return Requests.of(settings.access(), time -> {});
  }
}
