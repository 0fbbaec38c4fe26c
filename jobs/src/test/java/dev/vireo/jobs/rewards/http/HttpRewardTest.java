package dev.vireo.jobs.rewards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.http.HostileServer;
import dev.vireo.jobs.runtime.settings.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server on loopback that answers rightly, and in every wrong way. */
class HttpRewardTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "sk-very-secret-1234";

  private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
  private HostileServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new HostileServer(
            (exchange, request) -> {
              JsonNode columns = JSON.readTree(request);
              asked.add(columns);
              List<Object> rewards = new ArrayList<>();
              for (JsonNode text : columns.path("completions")) {
                rewards.add(text.textValue().isEmpty() ? null : text.textValue().length());
              }
              HostileServer.status(200, JSON.writeValueAsString(Map.of("rewards", rewards)))
                  .answer(exchange, request);
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void wholeGroupsAreAskedForAndAnswersComeInOrder() {
    List<RewardInput> inputs = new ArrayList<>();
    for (String prompt : List.of("a", "b", "c")) {
      for (int sample = 0; sample < 3; sample++) {
        inputs.add(input(prompt, "x".repeat(inputs.size())));
      }
    }
    assertThat(values(Map.of("rows-per-request", 7), inputs))
        .containsExactly(Double.NaN, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
    assertThat(asked).extracting(each -> each.path("completions").size()).containsOnly(6, 3);
    asked.clear();
    values(Map.of("rows-per-request", 1), inputs);
    assertThat(asked).extracting(each -> each.path("completions").size()).containsOnly(3);
    assertThat(values(Map.of(), List.of())).isEmpty();
  }

  @Test
  void columnsGoAlong() {
    values(Map.of(), List.of(input("a", "x")));
    assertThat(asked.get(0).toString())
        .isEqualTo(
            "{\"prompts\":[\"q\"],\"completions\":[\"x\"],\"completion_ids\":[[7,8]],"
                + "\"prompt_id\":[\"a\"],\"stopped\":[true],\"answer\":[\"4\"],\"level\":[\"hard\"]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense| answered with something that is not a JSON object ('nonsense'); it must be {\"rewards\": [...]}",
        "{'scores':[1,2]}| answered without a list of rewards ('{\"scores\":[1,2]}'); it must be {\"rewards\": [...]}",
        "{'rewards':[1]}| answered with 1 value for 2 completions; it must give one for each, null"
            + " for no reward",
        "{'rewards':[1,'good']}| answered with 'good' for prompt 'a', sample 1; it must be a finite"
            + " number, or null for no reward",
        "{'rewards':[1e999,1]}| answered with 'Infinity' for prompt 'a', sample 0; it must be a"
            + " finite number, or null for no reward",
      })
  void whatIsNoAnswerIsOneLine(String body, String message) {
    server.then(HostileServer.status(200, body));
    assertThat(refused(Map.of()))
        .isEqualTo("reward 'r' (http): The reward server at " + server.url() + "/score " + message);
  }

  @Test
  void troubleIsToldWithoutTheKey() {
    server.then(HostileServer.status(401, "{'error':'bad key " + KEY + "'}"));
    assertThat(refused(Map.of("api-key", new Secret(KEY, "${env:REWARD_KEY}"))))
        .isEqualTo(
            "reward 'r' (http): The reward server at %s/score answered 401 (bad key ***; 1 attempt): set options.api-key to ${env:NAME}, with the key in that variable"
                .formatted(server.url()));
    server.then(server.silent());
    assertThat(refused(Map.of("timeout-seconds", 1)))
        .endsWith(
            "gave no complete answer within 1.0 s (1 attempt): raise timeout-seconds, or lower options.concurrency");
    server.then(HostileServer.status(500, "oops"));
    assertThat(refused(Map.of())).contains("answered 500 (oops; 1 attempt): look at its log");
  }

  @Test
  void theKeyIsSent() {
    List<String> headers = new ArrayList<>();
    server.then(
        (exchange, request) -> {
          headers.add(exchange.getRequestHeaders().getFirst("Authorization"));
          HostileServer.status(200, "{'rewards':[1]}").answer(exchange, request);
        });
    values(Map.of("api-key", new Secret(KEY, "${env:REWARD_KEY}")), List.of(input("a", "x")));
    assertThat(headers).containsExactly("Bearer " + KEY);
  }

  @Test
  void aServerThatIsNotThereIsFoundBeforeAnythingRuns() {
    RewardScorer scorer = scorer(Map.of());
    assertThatCode(scorer::checkServers).doesNotThrowAnyException();
    server.close();
    assertThatThrownBy(scorer::checkServers)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("reward 'r' (http): option 'url': nothing answers at 127.0.0.1:")
        .hasMessageContaining("--no-check-servers");
    assertThatThrownBy(() -> scorer(Map.of("url", "ftp://h")))
        .hasMessageContaining("url is ftp://h; expected http://HOST:PORT");
  }

  @Test
  void anotherHostOrKeyChangesNothing() {
    Map<String, Object> first = scorer(Map.of()).identity(new Configuration(false));
    assertThat(identity(Map.of("url", "https://other/score", "api-key", KEY, "retries", 9)))
        .isEqualTo(first);
    assertThat(identity(Map.of("url", server.url() + "/other"))).isNotEqualTo(first);
    assertThat(identity(Map.of("version", 2))).isNotEqualTo(first);
    assertThat(scorer(Map.of()).isRepeatable()).isFalse();
  }

  private Map<String, Object> identity(Map<String, Object> more) {
    return scorer(more).identity(new Configuration(false));
  }

  private String refused(Map<String, Object> more) {
    try {
      values(more, List.of(input("a", "x"), input("a", "xx")));
    } catch (InputException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return e.getMessage();
    }
    throw new AssertionError("It succeeded");
  }

  private List<Double> values(Map<String, Object> more, List<RewardInput> inputs) {
    return scorer(more).batchValues(inputs).stream().map(each -> each.values()[0]).toList();
  }

  private RewardScorer scorer(Map<String, Object> more) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("url", server.url() + "/score");
    options.put("retries", 0);
    options.putAll(more);
    return RewardScorer.create(List.of(new RewardSettings("r", "http", 1.0, options)));
  }

  private static RewardInput input(String promptId, String completion) {
    return new RewardInput(
        promptId,
        "q",
        Optional.of("4"),
        Map.of("level", "hard"),
        completion,
        2,
        true,
        List.of(7, 8));
  }
}
