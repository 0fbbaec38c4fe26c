package dev.vireo.jobs.runtime.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonProgressTest {
  private final FakeClock clock = new FakeClock();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonProgress progress =
      new JsonProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock);

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyLineIsAnObject() throws Exception {
    StageProgress stage = StageProgress.start(progress, clock, "score-rewards", 2, 32, "prompts");
    clock.pass(Duration.ofMillis(1250));
    stage.advance(8, Map.of("reward", 0.5));
    stage.advance(8, Map.of("reward", 0.25));
    progress.message("a \"quoted\" line");
    stage.finish(Map.of("reward", Double.NaN));
    assertThat(lines())
        .containsExactly(
            "{\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"stage-started\",\"stage\":"
                + "\"score-rewards\",\"iteration\":2,\"done\":0,\"total\":32,\"unit\":\"prompts\","
                + "\"seconds\":0.0,\"skipped\":false,\"metrics\":{}}",
            "{\"time\":\"2026-01-01T00:00:01.250Z\",\"event\":\"stage-advanced\",\"stage\":"
                + "\"score-rewards\",\"iteration\":2,\"done\":8,\"total\":32,\"unit\":\"prompts\","
                + "\"seconds\":1.25,\"skipped\":false,\"metrics\":{\"reward\":0.5}}",
            "{\"time\":\"2026-01-01T00:00:01.250Z\",\"event\":\"message\",\"message\":"
                + "\"a \\\"quoted\\\" line\"}",
            "{\"time\":\"2026-01-01T00:00:01.250Z\",\"event\":\"stage-finished\",\"stage\":"
                + "\"score-rewards\",\"iteration\":2,\"done\":32,\"total\":32,\"unit\":\"prompts\","
                + "\"seconds\":1.25,\"skipped\":false,\"metrics\":{\"reward\":null}}");
    for (String line : lines()) {
      JsonNode node = new ObjectMapper().readTree(line);
      assertThat(node.isObject()).isTrue();
    }
  }

  @Test
  void whatJudgesAPolicyNamesIterationAndStepAndAnEndedIterationItsMetrics() {
    StageProgress.start(
        progress, StageProgress.Subject.of("evaluate-policy", 0).judging(0), 6, "prompts");
    StageProgress.start(
        progress, StageProgress.Subject.of("evaluate-policy", 5).judging(40), 6, "prompts");
    progress.iterationEnded(5, 40, Map.of("reward", 0.5));
    assertThat(lines().get(0)).contains("\"iteration\":0,\"step\":0,\"done\":0");
    assertThat(lines().get(1)).contains("\"iteration\":5,\"step\":40,\"done\":0");
    assertThat(lines().get(2))
        .endsWith(
            "\"event\":\"iteration-finished\",\"iteration\":5,\"step\":40,"
                + "\"metrics\":{\"reward\":0.5}}");
  }

  @Test
  void whatWasDoneBeforeCounts() {
    StageProgress stage =
        StageProgress.start(
            progress, StageProgress.Subject.of("fine-tune-policy", 0).after(200), 1200, "steps");
    stage.advance(1, Map.of());
    assertThat(lines().get(0)).contains("\"done\":200,\"total\":1200");
    clock.pass(Duration.ofSeconds(2));
    stage.finish(Map.of());
    assertThat(lines()).last().asString().contains("\"done\":1200,\"total\":1200");
  }

  @Test
  void stagesWithoutAKnownEndHaveNoTotal() {
    StageProgress stage =
        StageProgress.start(progress, clock, "fine-tune-policy", 0, StageStatus.OPEN, "steps");
    stage.advance(3, Map.of());
    stage.finish(Map.of());
    assertThat(lines())
        .last()
        .asString()
        .contains("\"done\":3,\"unit\":\"steps\"")
        .doesNotContain("total");
  }

  @Test
  void stagesOutsideAnIterationHaveNone() {
    StageProgress.start(progress, clock, "shard-prompts", 0, 1, "chunks").skip(Map.of());
    assertThat(lines().get(1))
        .contains("\"event\":\"stage-finished\"", "\"skipped\":true")
        .doesNotContain("iteration");
    StageProgress.start(progress, clock, "shard-prompts", 0, 1, "chunks").fail();
    assertThat(lines().get(3)).contains("\"event\":\"stage-failed\"");
  }
}
