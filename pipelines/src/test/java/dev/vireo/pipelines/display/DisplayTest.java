package dev.vireo.pipelines.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.SignalWarning;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DisplayTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private static StageStatus stage(
      String name, int iteration, long step, Map<String, Double> metrics) {
    return new StageStatus(
        name, iteration, step, 32, 32, "prompts", Duration.ofSeconds(1), false, metrics);
  }

  private static Map<String, Double> metrics(double reward) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("reward", reward);
    metrics.put("rewards/exact/mean", reward / 2);
    metrics.put("rewards/near/mean", reward);
    metrics.put("entropy", 0.5);
    metrics.put("completions/mean_length", 3.5);
    metrics.put("completions/clipped_ratio", 0.004);
    metrics.put("frac_reward_zero_std", 0.375);
    return metrics;
  }

  /** Three of four iterations, ten seconds each, and two evaluations. */
  private void play(Progress display) {
    display.finished(stage("shard-prompts", 0, StageStatus.NO_STEP, Map.of()));
    display.finished(stage("evaluate-policy", 0, 0, Map.of("rewards/exact", 0.2)));
    for (int iteration = 1; iteration <= 3; iteration++) {
      display.started(stage("collect-rollouts", iteration, StageStatus.NO_STEP, Map.of()));
      now = now.plusSeconds(10);
      display.finished(
          stage("collect-rollouts", iteration, StageStatus.NO_STEP, Map.of("tokens/s", 5120.0)));
      display.iterationEnded(iteration, iteration, metrics(0.2 * iteration));
    }
    display.finished(stage("evaluate-policy", 3, 3, Map.of("rewards/exact", 0.6)));
  }

  private String shown() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  /** What a terminal of so many lines shows once everything has been written to it. */
  private static List<String> screen(String written) {
    List<String> lines = new ArrayList<>();
    int row = 0;
    for (String part : written.split("(?<=\n)|(?=\u001b\\[\\d+A)|(?<=\u001b\\[J)")) {
      if (part.startsWith("\u001b[")) {
        row -= Integer.parseInt(part.substring(2, part.indexOf('A')));
        assertThat(row).as("lines that were never written").isNotNegative();
        lines.subList(row, lines.size()).clear();
      } else if (!part.isEmpty()) {
        lines.add(part.stripTrailing());
        row++;
      }
    }
    return lines;
  }

  @Test
  void aTerminalHasOneBoardThatIsRedrawnInPlace() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    play(new TerminalDisplay(out, () -> 100, () -> now, 4, "rewards/exact"));

    assertThat(screen(shown()))
        .containsExactly(
            "shard-prompts  32 prompts  1.0 s",
            "iteration 3/4  ████████████████████████░░░░░░░░  elapsed 30.0 s  left 10.0 s",
            "collect-rollouts  32 prompts  5,120 tokens/s",
            "reward                0.6000  ▁▄█",
            "  exact               0.3000  ▁▄█",
            "  near                0.6000  ▁▄█",
            "entropy               0.5000  ▁▁▁",
            "length (tokens)          3.5  ▁▁▁",
            "truncated               0.4%  ▁▁▁",
            "without signal         37.5%  ▁▁▁",
            "held-out exact         0.600  ▁█  best 0.600 at step 3");
  }

  /** Of rollouts that are made ahead a board shows how quick they are. */
  @Test
  void aBoardStaysWithTheIterationThatIsUpdated() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    TerminalDisplay display = new TerminalDisplay(out, () -> 100, () -> now, 4, "reward");
    display.started(stage("update-policy", 1, StageStatus.NO_STEP, Map.of()));
    display.advanced(stage("collect-rollouts", 2, StageStatus.NO_STEP, Map.of("tokens/s", 70.0)));
    now = now.plusSeconds(10);
    display.finished(stage("update-policy", 1, StageStatus.NO_STEP, Map.of()));
    String first = shown();
    assertThat(screen(first))
        .containsExactly(
            "iteration 1/4  ████████░░░░░░░░░░░░░░░░░░░░░░░░  elapsed 10.0 s",
            "update-policy  32 prompts  70 tokens/s");
    display.iterationEnded(1, 1, Map.of());
    now = now.plusSeconds(10);
    display.advanced(stage("collect-rollouts", 2, StageStatus.NO_STEP, Map.of()));
    assertThat(screen(first + shown())).first().asString().startsWith("iteration 2/4");
  }

  @Test
  void nothingIsWiderThanTheTerminal() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    play(new TerminalDisplay(out, () -> 40, () -> now, 4, "rewards/exact"));

    assertThat(screen(shown()).stream().skip(1)).allMatch(line -> line.length() < 40);
  }

  @Test
  void fineTuningShowsItsLoss() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    TerminalDisplay display = new TerminalDisplay(out, () -> 100, () -> now, 0, "reward");
    for (int step = 1; step <= 3; step++) {
      now = now.plusSeconds(1);
      display.advanced(
          new StageStatus(
              "fine-tune-policy",
              0,
              StageStatus.NO_STEP,
              step,
              12,
              "steps",
              Duration.ofSeconds(step),
              false,
              Map.of("loss", 3.0 / step)));
    }

    assertThat(screen(shown()))
        .containsExactly(
            "████████░░░░░░░░░░░░░░░░░░░░░░░░  elapsed 3.0 s  left 9.0 s",
            "fine-tune-policy  3/12 steps",
            "loss                  1.0000  █▃▁");
  }

  @Test
  void aLogHasALineAnIterationWithTheSameNumbers() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Progress lines =
        new Progress() {
          @Override
          public void finished(StageStatus status) {
            out.println(status.stage() + " " + status.metrics());
          }

          @Override
          public void message(String line) {
            out.println(line);
          }
        };
    play(new LogDisplay(lines, () -> now, 4, "rewards/exact"));

    assertThat(shown().lines())
        .containsExactly(
            "shard-prompts {}",
            "evaluate-policy {rewards/exact=0.2}",
            "iteration 1/4  reward 0.200 (exact 0.100, near 0.200)  entropy 0.500  length 3.5"
                + "  truncated 0.4%  without signal 37.5%  tokens/s 5120  left 30.0 s",
            "iteration 2/4  reward 0.400 (exact 0.200, near 0.400)  entropy 0.500  length 3.5"
                + "  truncated 0.4%  without signal 37.5%  tokens/s 5120  left 20.0 s",
            "iteration 3/4  reward 0.600 (exact 0.300, near 0.600)  entropy 0.500  length 3.5"
                + "  truncated 0.4%  without signal 37.5%  tokens/s 5120  left 10.0 s",
            "evaluate-policy {rewards/exact=0.6}");
  }

  @Test
  void aBadSignalIsWarnedOfOnce() {
    List<SignalWarning> warnings = new ArrayList<>();
    Progress watch =
        new SignalWatch(
            new Progress() {
              @Override
              public void warned(SignalWarning warning) {
                warnings.add(warning);
              }
            });
    Map<String, Double> truncated = metrics(0.5);
    truncated.put("completions/clipped_ratio", 0.5);
    watch.iterationDone(1, 1, () -> metrics(0.5));
    watch.iterationEnded(2, 2, truncated);
    watch.iterationEnded(3, 3, truncated);

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0).line())
        .startsWith("truncation since iteration 2: 50% of the completions are truncated. Cause: ");
  }

  @Test
  void aWarningIsKeptAboveTheBoard() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    TerminalDisplay display = new TerminalDisplay(out, () -> 100, () -> now, 4, "reward");
    display.iterationEnded(1, 1, Map.of("reward", 0.5));
    display.warned(
        new SignalWarning("near-ties", 1, "rewards hardly differ", "noise", "tolerance"));
    now = now.plusSeconds(1);
    display.iterationEnded(2, 2, Map.of("reward", 0.5));

    List<String> screen = screen(shown());
    assertThat(screen.get(0))
        .isEqualTo(
            "! near-ties since iteration 1: rewards hardly differ. Cause: noise. Cure: tolerance");
    assertThat(screen).contains("! near-ties: rewards hardly differ");
    assertThat(screen.stream().filter(line -> line.startsWith("iteration"))).hasSize(1);
  }
}
