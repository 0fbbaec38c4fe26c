package dev.vireo.reports.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.store.manifest.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// Over 300 lines: every request goes to one server.
class BrowseServerTest {
  private static final String HOSTILE =
      "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u001b[2J\u2028\"\\ \ud83d";

  @TempDir private Path folder;

  private BrowseServer server;
  private int port;
  private String base;
  private String token;

  @BeforeEach
  void start() throws IOException {
    SyntheticRun made =
        SyntheticRun.in(folder.resolve("a run"), 2, 5, 4)
            .rollouts(1, Map.of("p0/0", HOSTILE.replace("\ud83d", "")))
            .rewards(1)
            .advantages(1);
    server = BrowseServer.start(List.of(made.directory()), 0);
    URI uri = URI.create(server.url());
    port = uri.getPort();
    base = uri.getPath();
    token = uri.getQuery().substring("token=".length());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** An answer, as it comes over the wire: Java's own client does not send other hosts. */
  private record Answer(int status, String head, String body) {}

  private Answer send(String method, String path, String... headers) throws IOException {
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + String.join("", Stream.of(headers).map(header -> header + "\r\n").toList())
            + "Connection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end),
          answer.substring(end + 4));
    }
  }

  private String host() {
    return "Host: 127.0.0.1:" + port;
  }

  private String cookie() {
    return "Cookie: vireo=" + token;
  }

  private Answer get(String path) throws IOException {
    return send("GET", base + path, host(), cookie());
  }

  /** Asks as the page does: again, while the server is still reading. */
  private Answer ask(String question) throws IOException {
    Answer answer;
    do {
      answer = get(question);
    } while (answer.body.equals("{\"ready\":false}"));
    return answer;
  }

  private JsonNode json(String path) throws IOException {
    Answer answer = ask(path);
    assertThat(answer.status).as(answer.body).isEqualTo(200);
    return CanonicalJson.parse(answer.body);
  }

  @Test
  void theAddressOpensThePageAndLeavesACookieForItsPathAlone() throws IOException {
    Answer page = send("GET", base + "?token=" + token, host());

    assertThat(page.status).isEqualTo(200);
    assertThat(page.body).startsWith("<!doctype html>").doesNotContain(token);
    assertThat(page.head)
        .contains("vireo=" + token + "; Path=" + base + "; HttpOnly; SameSite=Strict");
    assertThat(token).hasSizeGreaterThan(40);
  }

  @Test
  void withoutTheTokenNothingIsAnswered() throws IOException {
    for (String path : List.of("", "browse.js", "icon.svg", "api/runs", "api/nothing", "nothing")) {
      assertThat(send("GET", base + path, host()).status).isEqualTo(403);
      assertThat(send("GET", base + path, host(), "Cookie: vireo=" + token + "x").status)
          .isEqualTo(403);
      assertThat(send("GET", base + path + "?token=", host()).status).isEqualTo(403);
      assertThat(send("GET", base + path, host(), "Cookie: other=" + token).status).isEqualTo(403);
    }
    assertThat(send("GET", "/", host()).status).isEqualTo(403);
    assertThat(send("GET", "/", host(), cookie()).status).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host: evil.example:PORT", "Host: 127.0.0.1", "Host: 127.0.0.1:1", "X-Host: none"})
  void anotherHostIsRefused(String header) throws IOException {
    Answer answer = send("GET", base + "api/runs", header.replace("PORT", "" + port), cookie());

    assertThat(answer.status).isIn(400, 403);
    assertThat(answer.body).doesNotContain("a run");
  }

  @Test
  void localhostIsThisMachineToo() throws IOException {
    assertThat(send("GET", base, "Host: localhost:" + port, cookie()).status).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "get"})
  void onlyGetIsAnswered(String method) throws IOException {
    Answer answer = send(method, base + "api/runs", host(), cookie(), "Content-Length: 0");

    assertThat(answer.status).isEqualTo(405);
    assertThat(answer.head).contains("Allow: GET");
  }

  @Test
  void requestsOfOtherPagesAreRefusedEvenWithTheCookie() throws IOException {
    for (String site : List.of("cross-site", "same-site")) {
      assertThat(send("GET", base + "api/runs", host(), cookie(), "Sec-Fetch-Site: " + site).status)
          .isEqualTo(403);
    }
    assertThat(
            send("GET", base + "api/runs", host(), cookie(), "Sec-Fetch-Site: same-origin").status)
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../etc/passwd",
        "..%2f..%2fetc/passwd",
        "%2e%2e/run.json",
        "/etc/passwd",
        "run.json",
        "browse.js/../run.json",
        "package-info.class",
        "index.html%00.js"
      })
  void onlyThePagesOwnFilesAreThere(String path) throws IOException {
    Files.writeString(folder.resolve("secret"), "secret");

    assertThat(get(path).status).isIn(400, 404);
  }

  @Test
  void everyAnswerForbidsWhatThePageDoesNotNeed() throws IOException {
    for (Answer answer :
        List.of(
            get(""),
            get("browse.js"),
            get("api/runs"),
            get("nothing"),
            get("api/group?group=99"),
            send("GET", base, host()),
            send("POST", base, host(), cookie()),
            send("GET", base, "Host: evil.example"))) {
      assertThat(answer.head.toLowerCase(Locale.ROOT))
          .contains("content-security-policy: default-src 'none'; script-src 'self';")
          .contains("require-trusted-types-for 'script'", "frame-ancestors 'none'")
          .contains("x-content-type-options: nosniff", "referrer-policy: no-referrer")
          .contains("cache-control: no-store", "cross-origin-resource-policy: same-origin")
          .doesNotContain("access-control-allow", "unsafe");
    }
  }

  @Test
  void thePageTakesNothingFromElsewhere() throws IOException {
    for (String file : List.of("", "browse.js", "completion.js", "elements.js", "browse.css")) {
      String text = get(file).body.replace("http://www.w3.org/2000/svg", "");
      assertThat(text)
          .doesNotContain("http:", "https:", "innerHTML", "outerHTML", "insertAdjacentHTML")
          .doesNotContain("document.write", "eval(", "style=", "onclick=");
    }
  }

  @Test
  void hostileTextIsAJsonString() throws IOException {
    JsonNode hit = json("api/completions?iteration=1&count=1").path("hits").path(0);
    assertThat(hit.path("text").asText()).isEqualTo(HOSTILE.replace("\ud83d", ""));
    Answer raw = get("api/group?iteration=1&group=0");
    assertThat(raw.head).contains("application/json; charset=utf-8");
    assertThat(raw.body).doesNotContain("\u001b").contains("\\u001B[2J");
  }

  @Test
  void aPageOfCompletionsHasTheirNumbers() throws IOException {
    JsonNode page =
        json("api/completions?iteration=1&sort=advantage&filter=truncated&from=1&count=2");

    assertThat(page.path("ready").asBoolean()).isTrue();
    assertThat(page.path("total").asInt()).isEqualTo(5);
    assertThat(page.path("all").asInt()).isEqualTo(20);
    assertThat(page.path("hits")).hasSize(2);
    assertThat(page.path("hits").path(0).path("promptId").asText()).isEqualTo("p1");
    assertThat(page.path("hits").path(0).path("advantage").asDouble()).isEqualTo(-1);
    assertThat(page.path("sorts").toString()).contains("advantage").doesNotContain("kl");
  }

  @Test
  void aGroupItsTokensAndItsPromptsHistoryAreAnswered() throws IOException {
    assertThat(json("api/runs").path("runs").path(0).path("iterations").path(0).asInt())
        .isEqualTo(1);
    JsonNode group = json("api/group?iteration=1&group=3");
    assertThat(group.path("samples")).hasSize(4);
    assertThat(group.path("samples").path(3).path("rewards").path("exact").asDouble()).isEqualTo(1);
    assertThat(group.path("samples").path(3).path("kl").isNull()).isTrue();
    assertThat(group.path("samples").path(1).path("extras").path("steps").asDouble())
        .isEqualTo(2.5);
    assertThat(group.path("samples").path(1).path("extras").path("note").asText())
        .isEqualTo("half\u0007 way");
    assertThat(group.path("samples").path(3).path("extras")).isEmpty();
    JsonNode tokens = json("api/tokens?iteration=1&group=3&sample=1&from=1");
    assertThat(tokens.path("total").asInt()).isEqualTo(3);
    assertThat(tokens.path("ids").toString()).isEqualTo("[23,2]");
    assertThat(tokens.path("texts").toString()).isEqualTo("[null,null]");
    assertThat(tokens.path("referenceLogprobs")).isEmpty();
    JsonNode history = json("api/history?prompt=p2");
    assertThat(history.path("appearances").path(0).path("group").asInt()).isEqualTo(2);
    assertThat(history.has("next")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "completions?iteration=7",
        "completions?iteration=1&sort=beauty",
        "completions?iteration=1&sort=kl",
        "completions?iteration=1&from=-1",
        "group?iteration=1&group=5",
        "group?iteration=1&group=99999999999",
        "tokens?iteration=1&group=0&sample=4",
        "group?run=1",
        "history?from=x"
      })
  void aQuestionThatMakesNoSenseIsAnsweredInOneLine(String question) throws IOException {
    Answer answer = ask("api/" + question);

    assertThat(answer.status).isEqualTo(400);
    assertThat(CanonicalJson.parse(answer.body).path("error").asText())
        .isNotEmpty()
        .doesNotContain("\n", "Exception");
  }

  @Test
  void textsAreCutBetweenCharacters() {
    assertThat(Json.cut("ab\ud83d\ude00c", 3)).isEqualTo("ab");
    assertThat(Json.cut("ab\ud83d\ude00c", 4)).isEqualTo("ab\ud83d\ude00");
    assertThat(Json.cut("abc", 3)).isEqualTo("abc");
  }

  @Test
  void itListensOnThisMachineOnlyAndSaysIfAPortIsTaken() throws IOException {
    assertThat(server.url())
        .matches("http://127\\.0\\.0\\.1:\\d+/[A-Za-z0-9_-]{12}/\\?token=[A-Za-z0-9_-]{43}");
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      assertThatThrownBy(() -> BrowseServer.start(List.of(), taken.getLocalPort()))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(Pattern.quote("Port " + taken.getLocalPort()) + " is taken: .*");
    }
  }
}
