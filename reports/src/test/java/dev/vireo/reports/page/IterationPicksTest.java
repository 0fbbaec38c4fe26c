package dev.vireo.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.reports.SyntheticRun;
import dev.vireo.reports.history.RunHistory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterationPicksTest {

  @TempDir private Path folder;

  @Test
  void theBestAndTheWorstOfThePromptsAreTheirExtremes() {
    SyntheticRun made = SyntheticRun.in(folder, 2, 9, 4).iterate(2);

    List<PickedList> lists = IterationPicks.of(made.directory());

    assertThat(lists)
        .extracting(PickedList::id)
        .containsExactly("best", "worst", "near-ties", "truncated", "changed");
    assertThat(lists.get(0).prompts()).hasSize(6);
    assertThat(lists.get(0).prompts().get(0).shown().get(0).text())
        .isEqualTo("answer 3 of iteration 2");
    assertThat(lists.get(1).prompts().get(0).shown().get(0).text())
        .isEqualTo("answer 0 of iteration 2");
    assertThat(lists.get(2).prompts()).isEmpty();
    assertThat(lists.get(3).note()).contains("9 of 36 completions were as long as they may be");
    assertThat(lists.get(4).prompts().get(0).shown())
        .extracting(Picked.Shown::text)
        .containsExactly("answer 0 of iteration 1", "answer 0 of iteration 2");
  }

  /** With many completions neighbours are near ties, and one pair is on both sides of the split. */
  @Test
  void nearTiesAreThosePairsThatTrainingTreatsDifferently() {
    SyntheticRun made = SyntheticRun.in(folder, 1, 2, 41).iterate(1);

    PickedList ties = IterationPicks.of(made.directory()).get(2);

    assertThat(ties.note()).contains("2 prompts have such a pair");
    List<Picked.Shown> pair = ties.prompts().get(0).shown();
    assertThat(pair.get(0).reward() - pair.get(1).reward()).isBetween(0.0, 0.05);
    assertThat(pair.get(0).advantage()).isGreaterThan(pair.get(1).advantage());
  }

  @Test
  void heldOutPromptsAreComparedBetweenTheFirstAndTheLastEvaluation() {
    SyntheticRun made = SyntheticRun.in(folder, 3, 20, 4).iterate(3);

    List<PickedList> lists = HeldOutPicks.of(RunHistory.read(made.directory()));

    assertThat(lists).extracting(PickedList::id).containsExactly("gained", "lost");
    assertThat(lists.get(0).note())
        .isEqualTo(
            "Step 0 against step 3, by exact, with the same random numbers: 6 of 20 prompts.");
    assertThat(lists.get(0).prompts().get(0).shown())
        .extracting(Picked.Shown::text)
        .containsExactly("no idea", "0");
    assertThat(lists.get(1).prompts()).isEmpty();
  }

  @Test
  void withoutRolloutsThereIsNothing() {
    assertThat(IterationPicks.of(SyntheticRun.in(folder, 1, 2, 4).directory())).isEmpty();
  }
}
