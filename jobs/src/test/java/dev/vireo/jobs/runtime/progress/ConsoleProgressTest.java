package dev.vireo.jobs.runtime.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleProgressTest {
  private final FakeClock clock = new FakeClock();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private ConsoleProgress progress(boolean terminal, int width) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new ConsoleProgress(out, terminal, width, clock);
  }

  private String shown() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text.replace(System.lineSeparator(), "\n").replace("\r\u001b[K", "<clear>");
  }

  private StageProgress start(Progress progress) {
    return StageProgress.start(progress, clock, "collect-rollouts", 3, 64, "prompts");
  }

  private static Map<String, Double> metrics(double rate, double reward) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("tokens/s", rate);
    metrics.put("reward", reward);
    return metrics;
  }

  @Test
  void aTerminalHasOneLiveLine() {
    ConsoleProgress progress = progress(true, 100);
    StageProgress stage = start(progress);
    assertThat(shown()).isEqualTo("<clear>iteration 3  collect-rollouts  0/64 prompts  0.0 s");
    clock.pass(Duration.ofMillis(1500));
    stage.advance(16, metrics(5120.4, 0.25));
    assertThat(shown())
        .isEqualTo(
            "<clear>iteration 3  collect-rollouts  16/64 prompts  1.5 s  tokens/s 5120  reward"
                + " 0.250");
    clock.pass(Duration.ofMillis(10));
    stage.advance(16, metrics(5000, 0.25));
    assertThat(shown()).as("too soon to draw again").isEmpty();
    clock.pass(Duration.ofSeconds(2));
    stage.finish(metrics(6000, 0.5));
    assertThat(shown())
        .isEqualTo(
            "<clear>iteration 3  collect-rollouts  64 prompts  3.5 s  tokens/s 6000  reward 0.500\n");
  }

  @Test
  void aLiveLineNeverWraps() {
    start(progress(true, 20));
    assertThat(shown()).isEqualTo("<clear>iteration 3  collec");
  }

  @Test
  void aMessageDoesNotTearTheLiveLine() {
    ConsoleProgress progress = progress(true, 30);
    start(progress);
    shown();
    progress.message("A checkpoint was removed.");
    assertThat(shown())
        .isEqualTo("<clear>A checkpoint was removed.\n<clear>iteration 3  collect-rollouts");
  }

  @Test
  void aLogHasOneLineAStage() {
    ConsoleProgress progress = progress(false, 100);
    StageProgress stage = start(progress);
    for (int i = 0; i < 4; i++) {
      clock.pass(Duration.ofSeconds(5));
      stage.advance(16, Map.of());
    }
    stage.finish(metrics(6000, Double.NaN));
    assertThat(shown())
        .isEqualTo(
            "iteration 3  collect-rollouts  64 prompts  20.0 s  tokens/s 6000  reward none\n");
  }

  @Test
  void aLogHearsOfALongStageOnceAMinute() {
    StageProgress stage = start(progress(false, 100));
    for (int i = 0; i < 4; i++) {
      clock.pass(Duration.ofSeconds(40));
      stage.advance(10, Map.of());
    }
    assertThat(shown())
        .isEqualTo(
            """
            iteration 3  collect-rollouts  20/64 prompts  1 min 20 s
            iteration 3  collect-rollouts  40/64 prompts  2 min 40 s
            """);
  }

  @Test
  void saysWhatWasDoneBeforeAndWhatFailed() {
    ConsoleProgress progress = progress(false, 100);
    start(progress).skip(Map.of());
    start(progress).fail();
    StageProgress.start(progress, clock, "shard-prompts", 0, 2, "chunks").finish(Map.of());
    assertThat(shown())
        .isEqualTo(
            """
            iteration 3  collect-rollouts  64 prompts  done before
            iteration 3  collect-rollouts  0/64 prompts  0.0 s  failed
            shard-prompts  2 chunks  0.0 s
            """);
  }

  @Test
  void aStageWithoutAKnownEndIsCountedAlone() {
    ConsoleProgress progress = progress(true, 100);
    StageProgress stage =
        StageProgress.start(progress, clock, "fine-tune-policy", 0, StageStatus.OPEN, "steps");
    assertThat(shown()).isEqualTo("<clear>fine-tune-policy  0 steps  0.0 s");
    clock.pass(Duration.ofMillis(1500));
    stage.advance(3, Map.of());
    assertThat(shown()).isEqualTo("<clear>fine-tune-policy  3 steps  1.5 s");
    stage.finish(Map.of("loss", 0.5));
    assertThat(shown()).isEqualTo("<clear>fine-tune-policy  3 steps  1.5 s  loss 0.500\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "8, 8",
    "0.4149, 0.415",
    "-0.25, -0.250",
    "99.95, 99.950",
    "123.4, 123",
    "51234567, 51234567",
    "0.00025, 2.50e-04",
    "2.5e12, 2.50e+12",
    "NaN, none",
    "Infinity, Infinity"
  })
  void numbersAreShort(double value, String text) {
    assertThat(ProgressText.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"PT0.04S, 0.0 s", "PT59.94S, 59.9 s", "PT61S, 1 min 01 s", "PT2H3M4S, 2 h 03 min"})
  void timesAreShort(Duration time, String text) {
    assertThat(ProgressText.duration(time)).isEqualTo(text);
  }
}
