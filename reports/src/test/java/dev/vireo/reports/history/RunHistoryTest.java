package dev.vireo.reports.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {

  @TempDir private Path folder;

  private SyntheticRun made;

  @BeforeEach
  void makeRun() {
    made = SyntheticRun.in(folder.resolve("grpovi"), 5, 20, 4).iterate(3);
  }

  @Test
  void metricsComeInTheOrderOfTheirSteps() {
    RunHistory history = RunHistory.read(made.directory());

    assertThat(history.name()).isEqualTo("grpovi");
    assertThat(history.pipeline()).isEqualTo("grpo");
    assertThat(history.plannedIterations()).hasValue(5);
    assertThat(history.lastIteration()).isEqualTo(3);
    assertThat(history.training().of("reward"))
        .containsExactly(Map.entry(1L, 0.51), Map.entry(2L, 0.52), Map.entry(3L, 0.53));
    assertThat(history.training().metrics()).contains("kl", "entropy").doesNotContain("nothing");
    assertThat(history.training().iterations().get(2)).containsEntry("entropy", 0.5);
  }

  @Test
  void evaluationsHaveIntervals() {
    RunHistory history = RunHistory.read(made.directory());

    assertThat(history.evaluations())
        .extracting(HeldOutResult::step)
        .containsExactly(0L, 1L, 2L, 3L);
    ClusteredMean last = history.evaluations().get(3).means().get("rewards/exact");
    assertThat(last.mean()).isCloseTo(0.3, within(1e-12));
    assertThat(last.clusters()).isEqualTo(20);
    assertThat(last.halfWidth())
        .isCloseTo(1.959963984540054 * Math.sqrt(0.3 * 0.7 / 19), within(1e-12));
    assertThat(history.best().orElseThrow().step()).isEqualTo(3);
  }

  @Test
  void anEvaluationWhoseCompletionsWereDeletedHasNoInterval() {
    made.directory().partition(Datasets.EVALUATIONS, 3).markCleaned();
    made.directory().delete("evaluations/step=3");

    RunHistory history = RunHistory.read(made.directory());

    // The synthetic stage sums nothing, so nothing is left to say of step 3.
    assertThat(history.evaluations().get(3).means()).isEmpty();
    assertThat(history.best().orElseThrow().step()).isEqualTo(2);
  }

  @Test
  void stagesSayHowLongTheyTook() {
    StageRecord rollouts =
        RunHistory.read(made.directory()).stages().stream()
            .filter(stage -> stage.path().equals("rollouts/iteration=2"))
            .findFirst()
            .orElseThrow();

    assertThat(rollouts.stage()).isEqualTo("collect-rollouts");
    assertThat(rollouts.iteration()).hasValue(2);
    assertThat(rollouts.took()).contains(Duration.ofSeconds(2));
    assertThat(rollouts.perSecond("tokens")).contains(3.0 * 4 * 20 / 2);
  }

  @Test
  void aRunThatHasOnlyBegunHasNoNumbers() {
    RunHistory history =
        RunHistory.read(SyntheticRun.in(folder.resolve("new"), 5, 20, 4).directory());

    assertThat(history.training().steps()).isEmpty();
    assertThat(history.lastIteration()).isZero();
    assertThat(history.best()).isEmpty();
    assertThat(history.lastChange()).isEmpty();
    assertThat(history.active()).isFalse();
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    RunDirectory other = RunDirectory.at(folder.resolve("other"));

    assertThatThrownBy(() -> RunHistory.read(other))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("other is not a run directory: it has no run.json");
  }
}
