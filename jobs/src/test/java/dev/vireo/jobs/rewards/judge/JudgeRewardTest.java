package dev.vireo.jobs.rewards.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.http.HostileServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scripted judge on loopback: it decides by the message alone, or misbehaves. */
class JudgeRewardTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the judge says to a message. */
  private final AtomicReference<Function<String, String>> judge = new AtomicReference<>();

  @TempDir Path folder;

  private HostileServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new HostileServer(
            (exchange, request) -> {
              String message = JSON.readTree(request).at("/messages/0/content").textValue();
              HostileServer.status(200, answer(judge.get().apply(message)))
                  .answer(exchange, request);
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void gradesAreSharesOfTheScale() {
    judge.set(message -> "Fine.\nGrade: " + answered(message, "answer").length());
    assertThat(values(Map.of("highest", 4), "p", "a", "abcd", "", "abcde"))
        .containsExactly(0.25, 1.0, 0.0, Double.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Grade: 7|0.7",
        "**Score:** 7.5 of 10|0.75",
        "Grade: 3, no.\\nFinal grade: **8**|0.8",
        "10|1",
        "I grade this highly|NaN",
        "Grade: 11|NaN",
        "Grade: -1|NaN",
        "seven|NaN",
        "''|NaN",
        "Grade: 1.2.3|NaN",
        "Rating = 0|0",
      })
  void gradesAreReadWhereTheyStand(String said, double grade) {
    judge.set(message -> said.replace("\\n", "\n"));
    assertThat(values(Map.of(), "p", "x")).containsExactly(grade);
  }

  @Test
  void samplesAreAveragedAndThoseThatDoNotParseAreLeftOut() {
    server.then(HostileServer.status(200, answer("Grade: 2")));
    server.then(HostileServer.status(200, answer("well")));
    server.then(HostileServer.status(200, answer("Grade: 6")));
    assertThat(values(Map.of("samples", 3, "concurrency", 1), "p", "x")).containsExactly(0.4);
    assertThat(server.requests()).isEqualTo(3);
  }

  @Test
  void comparisonsGoBothWays() {
    judge.set(
        message -> {
          int first = answered(message, "answer-a").length();
          int second = answered(message, "answer-b").length();
          return "Verdict: " + (first == second ? "tie" : first > second ? "A" : "B");
        });
    assertThat(values(Map.of("mode", "win-share"), "p", "a", "bb", "c", "dddd"))
        .containsExactly(0.5 / 3, 2 / 3.0, 0.5 / 3, 1.0);
    assertThat(server.requests()).isEqualTo(12);
    List<Double> strengths = values(Map.of("mode", "bradley-terry"), "p", "a", "bb", "c", "dddd");
    assertThat(strengths.stream().mapToDouble(each -> each).sum()).isCloseTo(0, within(1e-9));
    assertThat(strengths.get(0)).isCloseTo(strengths.get(2), within(1e-9));
    assertThat(strengths.get(3)).isGreaterThan(strengths.get(1));
    assertThat(values(Map.of("mode", "win-share"), "p", "alone")).containsExactly(Double.NaN);
  }

  @Test
  void aJudgeThatPrefersAPlaceMakesTiesAndEqualTextsAreNotAsked() {
    judge.set(message -> "Verdict: **A**");
    assertThat(values(Map.of("mode", "win-share"), "p", "a", "b", "a"))
        .containsExactly(0.5, 0.5, 0.5);
    // Two completions of one text make the same two questions.
    assertThat(server.requests()).isEqualTo(2);
    judge.set(message -> answered(message, "answer-a").equals("a") ? "A" : "no idea");
    assertThat(values(Map.of("mode", "win-share"), "p", "a", "b", "c"))
        .containsExactly(1.0, 0.0, 0.0);
  }

  @Test
  void whatACompletionSaysIsNotFilledAgain() {
    List<String> messages = new ArrayList<>();
    judge.set(
        message -> {
          messages.add(message);
          return "5";
        });
    values(
        Map.of("template", "{rubric}|{prompt}|{answer}|{completion}|{other}"), "p", "{answer} $1");
    assertThat(messages).containsExactly("be brief|q p|4|{answer} $1|{other}");
  }

  @Test
  void nothingIsAskedTwiceWhereVerdictsAreKept() throws IOException {
    judge.set(message -> "Grade: 3");
    Map<String, Object> options = Map.of("verdicts", folder.resolve("verdicts").toString());
    // The second completion's answer comes after the server has failed for good.
    server.then(HostileServer.status(200, answer("Grade: 9")));
    server.then(HostileServer.status(400, "not today"));
    Map<String, Object> oneByOne = new LinkedHashMap<>(options);
    oneByOne.put("concurrency", 1);
    assertThatThrownBy(() -> values(oneByOne, "p", "x", "y"))
        .hasMessageContaining("answered 400 (not today; 1 attempt)");
    assertThat(values(oneByOne, "p", "x", "y")).containsExactly(0.9, 0.3);
    int asked = server.requests();
    assertThat(values(options, "p", "x", "y")).containsExactly(0.9, 0.3);
    assertThat(server.requests()).isEqualTo(asked);
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> kept = files.filter(Files::isRegularFile).toList();
      assertThat(kept).hasSize(2);
      assertThat(Files.readString(kept.get(0))).contains("\"template\"", "\"model\":\"m\"");
    }
    Map<String, Object> other = new LinkedHashMap<>(options);
    other.put("rubric", "be long");
    assertThat(values(other, "p", "x", "y")).containsExactly(0.3, 0.3);
  }

  @Test
  void faultsAreOneLineEach() {
    judge.set(message -> "Grade: 3");
    server.then(HostileServer.status(500, "oops"));
    assertThat(values(Map.of("retries", 1), "p", "x")).containsExactly(0.3);
    server.then(HostileServer.status(500, "oops"));
    assertThat(refused(Map.of()))
        .isEqualTo(
            "reward 'r' (judge): The judge at %s/v1/chat/completions answered 500 (oops; 1 attempt): look at its log, or raise options.retries"
                .formatted(server.url()));
    server.then(HostileServer.status(200, "hello"));
    assertThat(refused(Map.of()))
        .endsWith(
            "answered with something that is not a JSON object ('hello'): is it a chat completions server?");
    server.then(HostileServer.status(200, "{'choices':[]}"));
    assertThat(refused(Map.of()))
        .endsWith(
            "answered with no message ('{\"choices\":[]}'): is it a chat completions server?");
    server.then(server.silent());
    assertThat(refused(Map.of("timeout-seconds", 1)))
        .contains("gave no complete answer within 1.0 s (1 attempt)");
    server.then(HostileServer.status(200, "{'choices':[{'message':{'content':null}}]}"));
    assertThat(values(Map.of(), "p", "x")).containsExactly(Double.NaN);
  }

  @Test
  void mistakesAreFoundBeforeAnythingRuns() {
    assertThatThrownBy(() -> scorer(Map.of("rubric", " ")))
        .hasMessageContaining("option 'rubric' is needed");
    assertThatThrownBy(() -> scorer(Map.of("template", "Is it good?")))
        .hasMessageContaining(
            "option 'template' has no {completion}, so the judge would not see it");
    assertThatThrownBy(() -> scorer(Map.of("highest", 0)))
        .hasMessageContaining("'highest' is 0.0; they must be two numbers, the lower one first");
    RewardScorer scorer = scorer(Map.of());
    server.close();
    assertThatThrownBy(scorer::checkServers).hasMessageContaining("nothing answers at 127.0.0.1");
  }

  @Test
  void theQuestionCountsAndWhoAnswersItDoesNot() {
    Map<String, Object> first = identity(Map.of());
    assertThat(identity(Map.of("url", "http://other/v1", "verdicts", "v", "api-key", "k")))
        .isEqualTo(first);
    assertThat(identity(Map.of("rubric", "be long"))).isNotEqualTo(first);
    assertThat(identity(Map.of("model", "n"))).isNotEqualTo(first);
  }

  private Map<String, Object> identity(Map<String, Object> more) {
    return scorer(more).identity(new Configuration(false));
  }

  private String refused(Map<String, Object> more) {
    try {
      values(more, "p", "x");
    } catch (InputException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return e.getMessage();
    }
    throw new AssertionError("It succeeded");
  }

  private List<Double> values(Map<String, Object> more, String promptId, String... completions) {
    List<RewardInput> inputs =
        Stream.of(completions)
            .map(
                text ->
                    new RewardInput(
                        promptId, "q " + promptId, Optional.of("4"), Map.of(), text, 1, true))
            .toList();
    return scorer(more).batchValues(inputs).stream().map(each -> each.values()[0]).toList();
  }

  private RewardScorer scorer(Map<String, Object> more) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("url", server.url() + "/v1");
    options.put("model", "m");
    options.put("rubric", "be brief");
    options.put("retries", 0);
    options.putAll(more);
    return RewardScorer.create(List.of(new RewardSettings("r", "judge", 1.0, options)));
  }

  /** What stands between two marks of Vireo's own templates. */
  private static String answered(String message, String mark) {
    String open = "<%s>\n".formatted(mark);
    int begin = message.indexOf(open) + open.length();
    return message.substring(begin, message.indexOf("\n</%s>".formatted(mark), begin));
  }

  private static String answer(String said) {
    try {
      return JSON.writeValueAsString(
          Map.of(
              "choices", List.of(Map.of("message", Map.of("role", "assistant", "content", said)))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
