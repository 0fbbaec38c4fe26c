package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

// Over 300 lines: all cases are held against one run of the local engine.
/**
 * Runs whose completions come from a server. It samples what the local engine would, so the run of
 * the local engine says what must come out.
 */
final class ServerRolloutsIT {

  private static final String KEY = "sk-very-secret-1234";
  private static final int SEED = 17;
  private static final Offset<Float> ROUNDING = Offset.offset(1e-4f);

  @TempDir static Path folder;
  private static Path yaml;
  private static Path local;
  private SamplingServer server;

  @BeforeAll
  static void runLocally() throws IOException {
    yaml = TinyRun.write(folder);
    local = folder.resolve("local");
    TinyRun.run(TinyRun.config(yaml, local), Progress.NONE, "local[2]");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @BeforeEach
  void start() throws IOException {
    server = new SamplingServer(SEED);
    for (int iteration = 1; iteration <= 2; iteration++) {
      for (Rollout rollout : rollouts(local, iteration)) {
        server.knows(rollout.getPromptId(), iteration, rollout.getPromptTokenIds());
      }
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aServerThatSamplesTheSameMakesTheSameRun() throws IOException {
    RunSummary summary = run("vllm", Progress.NONE);

    assertThat(summary.policy().step()).isEqualTo(2);
    // A request a prompt, new weights for each iteration.
    assertThat(server.requests()).isEqualTo(16);
    assertThat(server.loads()).isEqualTo(2);
    assertSame(1);
    // Iteration 2's policy comes of iteration 1's log-probabilities, which round differently.
    assertThat(rollouts(folder.resolve("vllm"), 2)).hasSize(8);
    nobodyKnowsTheKey(folder.resolve("vllm"));

    SeenStages seen = new SeenStages();
    run("vllm", seen);
    assertThat(seen.done()).isEmpty();
    assertThat(server.requests()).isEqualTo(16);
    assertThat(server.loads()).isEqualTo(2);
  }

  /** The address, how many requests and how often may change; what decides completions may not. */
  @Test
  void aRunGoesOnAtAnotherServer() throws IOException {
    run("moved", Progress.NONE, "iterations=1");
    SeenStages seen = new SeenStages();
    run(
        "moved",
        seen,
        "iterations=1",
        "rollouts.server.url=http://elsewhere:1",
        "rollouts.server.api-key=other",
        "rollouts.server.concurrency=1",
        "rollouts.server.retries=0",
        "rollouts.server.timeout-seconds=1",
        "rollouts.server.weights={mode: none, posts: []}");
    assertThat(seen.done()).isEmpty();
    for (String change :
        List.of(
            "rollouts.engine=local",
            "rollouts.server.model=another",
            "rollouts.server.dialect=sglang",
            "rollouts.server.logprobs=server")) {
      assertThatThrownBy(() -> run("moved", Progress.NONE, "iterations=1", change))
          .as(change)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("was made with other settings")
          .hasMessageContaining("rollouts.");
    }
  }

  @Test
  void aServerThatDiesCostsOnlyWhatWasNotFinished() throws IOException {
    server.healthyFor = 4;
    assertThatThrownBy(() -> runOnOneCore("resumed", "iterations=1"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("answered 500 (engine is dead; 1 attempt)");
    Path chunk = folder.resolve("resumed/rollouts/iteration=1/part-00000.parquet");
    assertThat(chunk).exists();
    byte[] finished = Files.readAllBytes(chunk);

    int asked = server.requests();
    server.healthyFor = Integer.MAX_VALUE;
    runOnOneCore("resumed", "iterations=1");

    assertThat(Files.readAllBytes(chunk)).isEqualTo(finished);
    assertThat(server.requests() - asked).isEqualTo(4);
    assertSame(1, "resumed");
  }

  /** It breaks down while the update before goes on: both end, with the one line that says why. */
  @Test
  void aServerThatDiesAheadOfAnUpdateEndsBoth() throws IOException {
    server.healthyFor = 8;
    String[] ahead = {"rollouts.lag=1", "rollouts.server.retries=0"};
    assertThatThrownBy(() -> run("ahead", Progress.NONE, ahead))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("answered 500 (engine is dead; 1 attempt)")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(folder.resolve("ahead/manifests/rollouts/iteration=2.json")).doesNotExist();

    server.healthyFor = Integer.MAX_VALUE;
    assertThat(run("ahead", Progress.NONE, ahead).policy().step()).isEqualTo(2);
    assertSame(1, "ahead");
    assertThat(rollouts(folder.resolve("ahead"), 2))
        .extracting(Rollout::getPolicyStep)
        .containsOnly(0);
  }

  /** The server names numbers that no softmax gave: taken where trusted, computed otherwise. */
  @Test
  void theServersOwnLogprobsOnlyWhereTheyAreTrusted() {
    server.bend =
        answer -> {
          for (JsonNode choice : answer.get("choices")) {
            ArrayNode logprobs = (ArrayNode) choice.at("/logprobs/token_logprobs");
            for (int t = 0; t < logprobs.size(); t++) {
              logprobs.set(t, -0.25);
            }
          }
          return Optional.of(answer.toString().getBytes(StandardCharsets.UTF_8));
        };
    run("trusted", Progress.NONE, "iterations=1", "rollouts.server.logprobs=server");
    assertThat(rollouts(folder.resolve("trusted"), 1))
        .flatExtracting(Rollout::getCompletions)
        .flatExtracting(Completion::getLogprobs)
        .isNotEmpty()
        .containsOnly(-0.25f);

    run("rescored", Progress.NONE, "iterations=1");
    assertSame(1, "rescored");
  }

  @Test
  void askedForOneAtATimeAndInText() throws IOException {
    run("sglang", Progress.NONE, "iterations=1", "rollouts.server.dialect=sglang");
    assertThat(server.requests()).isEqualTo(32);

    run("text", Progress.NONE, "iterations=1", "rollouts.server.dialect=openai");
    List<Rollout> rollouts = rollouts(folder.resolve("text"), 1);
    assertThat(rollouts).hasSize(8);
    for (Rollout rollout : rollouts) {
      for (Completion completion : rollout.getCompletions()) {
        assertThat(completion.getTokenIds()).hasSizeLessThanOrEqualTo(5);
        assertThat(completion.getLogprobs()).hasSameSizeAs(completion.getTokenIds());
      }
    }
  }

  /** What is bent in an answer, and what the user is told. */
  static Stream<Arguments> bends() {
    return Stream.of(
        bend("wrong-count", choices -> choices.remove(0), "3 completions where 4"),
        bend("empty", ArrayNode::removeAll, "0 completions where 4"),
        bend(
            "vocabulary",
            choices -> ((ObjectNode) choices.get(0)).putArray("token_ids").add(31999),
            "token 31999, outside the policy's vocabulary"),
        bend(
            "reason",
            choices -> {
              ((ObjectNode) choices.get(0)).remove("finish_reason");
              ((ObjectNode) choices.get(0)).putArray("token_ids").add(65);
            },
            "unfinished"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bends")
  void whatIsNoAnswerHarmsNothing(String name, Consumer<ArrayNode> bend, String said)
      throws IOException {
    server.bend =
        answer -> {
          if (server.requests() <= 4) {
            return Optional.empty();
          }
          bend.accept((ArrayNode) answer.get("choices"));
          return Optional.of(answer.toString().getBytes(StandardCharsets.UTF_8));
        };
    assertThatThrownBy(() -> runOnOneCore(name, "iterations=1"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    Path rollouts = folder.resolve(name).resolve("rollouts/iteration=1");
    assertThat(rollouts.resolve("part-00000.parquet")).exists();
    assertThat(rollouts.resolve("part-00001.parquet")).doesNotExist();
    assertThat(folder.resolve(name).resolve("manifests/rollouts/iteration=1.json")).doesNotExist();

    server.bend = answer -> Optional.empty();
    runOnOneCore(name, "iterations=1");
    assertSame(1, name);
  }

  @Test
  void whatIsMissingIsSaidAtOnce() {
    for (Map.Entry<String, String> each :
        Map.of(
                "rollouts.server.url=null", "server.url",
                "rollouts.server.weights.mode=null", "server.weights.mode",
                "rollouts.server.url=http://a:b@c", "api-key",
                "rollouts.server.concurrency=0", "concurrency",
                "rollouts.server.dialect=vlm", "vllm, sglang, transformers, openai")
            .entrySet()) {
      assertThatThrownBy(() -> config("missing", each.getKey()))
          .as(each.getKey())
          .isInstanceOf(InputException.class)
          .hasMessageContaining(each.getValue())
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(KEY));
    }
  }

  private static Arguments bend(String name, Consumer<ArrayNode> bend, String said) {
    return Arguments.of(name, bend, said);
  }

  private static void assertSame(int iteration) {
    assertSame(iteration, "vllm");
  }

  /** All but log-probabilities to the bit; those as far as a full pass rounds as a cached one. */
  private static void assertSame(int iteration, String run) {
    List<Rollout> expected = rollouts(local, iteration);
    List<Rollout> actual = rollouts(folder.resolve(run), iteration);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      List<Completion> ours = actual.get(i).getCompletions();
      List<Completion> theirs = expected.get(i).getCompletions();
      assertThat(ours).hasSameSizeAs(theirs);
      for (int sample = 0; sample < ours.size(); sample++) {
        List<Float> logprobs = ours.get(sample).getLogprobs();
        assertThat(logprobs).hasSameSizeAs(theirs.get(sample).getLogprobs());
        for (int t = 0; t < logprobs.size(); t++) {
          assertThat(logprobs.get(t)).isCloseTo(theirs.get(sample).getLogprobs().get(t), ROUNDING);
        }
        ours.get(sample).setLogprobs(theirs.get(sample).getLogprobs());
      }
      assertThat(actual.get(i)).isEqualTo(expected.get(i));
    }
  }

  private static List<Rollout> rollouts(Path run, int iteration) {
    return RunDirectory.at(run).partition(Datasets.ROLLOUTS, iteration).require().readAll();
  }

  private static void nobodyKnowsTheKey(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(KEY);
      }
    }
    assertThat(Files.readString(run.resolve("run.json"))).contains("openai", "policy");
  }

  private RunSummary run(String name, Progress progress, String... overrides) {
    return TinyRun.run(config(name, overrides), progress, "local[2]");
  }

  /** One chunk after the other, without a second attempt at a request. */
  private void runOnOneCore(String name, String... overrides) {
    List<String> settings = new ArrayList<>(List.of(overrides));
    settings.add("rollouts.server.retries=0");
    TinyRun.run(config(name, settings.toArray(String[]::new)), Progress.NONE, "local[1]");
  }

  private ResolvedConfig<GrpoConfig> config(String name, String... overrides) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "run='" + folder.resolve(name) + "'",
                "rollouts.server.url=" + server.url(),
                "rollouts.server.model=policy",
                "rollouts.server.api-key=${env:ROLLOUT_KEY}",
                "rollouts.server.weights={mode: reload, health: /health,"
                    + " posts: [{path: /load, body: {from: '{directory}'}}]}",
                "rollouts.engine=openai"));
    settings.addAll(List.of(overrides));
    return new ConfigReader(variable -> variable.equals("ROLLOUT_KEY") ? KEY : null)
        .read(GrpoConfig.class, yaml, settings);
  }
}
