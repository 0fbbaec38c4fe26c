package dev.vireo.reports.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterationCompletionsTest {

  @TempDir private Path folder;

  @Test
  void aCompletionHasAllThatTheStagesSaidOfIt() {
    SyntheticRun made = SyntheticRun.in(folder, 2, 5, 4).iterate(2);

    IterationCompletions completions = IterationCompletions.of(made.directory(), 2);
    List<Group> second = completions.read(1);

    assertThat(completions.chunkCount()).isEqualTo(2);
    assertThat(completions.groups()).isEqualTo(5);
    assertThat(second).extracting(Group::promptId).containsExactly("p3", "p4");
    assertThat(second.get(0).answer()).contains("3");
    assertThat(second.get(0).statistics().orElseThrow().varianceAfter()).isEqualTo(0.2);
    Sample best = second.get(0).samples().get(3);
    assertThat(best.text()).isEqualTo("answer 3 of iteration 2");
    assertThat(best.rewards()).containsExactly(Map.entry("exact", 1.0), Map.entry("graded", 1.0));
    assertThat(best.advantage()).isEqualTo(1);
    assertThat(best.truncated()).isFalse();
    assertThat(best.kl()).isNaN();
  }

  @Test
  void whatIsNotPublishedYetIsMissing() {
    SyntheticRun made = SyntheticRun.in(folder, 2, 5, 4).rollouts(1, Map.of());

    Sample sample = IterationCompletions.of(made.directory(), 1).read(0).get(0).samples().get(1);

    assertThat(sample.reward()).isNaN();
    assertThat(sample.rewards()).isEmpty();
    assertThat(sample.advantage()).isNaN();
    assertThat(sample.logprobs()).hasSize(3);
  }

  @Test
  void aMissingIterationIsNamedWithThoseThatAreThere() {
    SyntheticRun made = SyntheticRun.in(folder, 2, 5, 4).iterate(2);
    made.directory().partition(Datasets.ROLLOUTS, 1).markCleaned();
    made.directory().delete("rollouts/iteration=1");

    assertThat(IterationCompletions.iterations(made.directory())).containsExactly(2);
    assertThatThrownBy(() -> IterationCompletions.of(made.directory(), 7))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("There are no rollouts of iteration 7 in ")
        .hasMessageEndingWith(": it has 2 to 2");
    assertThatThrownBy(() -> IterationCompletions.of(made.directory(), 1))
        .hasMessageEndingWith("were deleted by 'vireo clean'");
  }

  @Test
  void klIsTheSumOfTheDifferencesOfLogProbabilities() {
    Sample sample =
        new Sample(
            0,
            "",
            List.of(1, 7, 2),
            List.of(true, false, true),
            List.of(-1f, -2f),
            List.of(-1.5f, -1.75f),
            FinishReason.stop,
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            0,
            0,
            0,
            List.of());

    assertThat(sample.kl()).isCloseTo(0.25, within(1e-6));
    // What an environment said is known by its token alone.
    assertThat(sample.besideTokens(sample.logprobs()).toString()).isEqualTo("[-1.0, NaN, -2.0]");
    assertThat(sample.besideTokens(List.of())).isEmpty();
  }
}
