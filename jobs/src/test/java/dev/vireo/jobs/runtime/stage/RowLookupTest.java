package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RowLookup;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowLookupTest {
  private static final int ROWS = SampleStage.ROWS;
  private static final double MANY_TOKENS = 1e9;

  @TempDir Path folder;

  private DatasetHandle<Rollout> dataset;

  @BeforeEach
  void make() {
    dataset =
        SampleStage.stage(RunDirectory.at(folder.resolve("run")))
            .runOnDriver(IntStream.range(0, 3).boxed().toList(), SampleStage::compute);
  }

  @Test
  void rowsComeInTheOrderOfTheirPlaces() {
    for (double tokens : new double[] {1, MANY_TOKENS}) {
      var rows = new RowLookup<>(dataset, tokens, Rollout::getPromptId);
      assertThat(rows.count()).isEqualTo(3 * ROWS);
      assertThat(rows.at(2 * ROWS + 3, 0, ROWS - 1, 2 * ROWS + 1, 0))
          .containsExactly(
              "p" + (2 * ROWS + 3), "p0", "p" + (ROWS - 1), "p" + (2 * ROWS + 1), "p0");
      assertThatThrownBy(() -> rows.at(3 * ROWS)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void chunksWithoutAWantedRowAreNotRead() {
    var rows = new RowLookup<>(dataset, MANY_TOKENS, Rollout::getPromptId);
    dataset.partition().run().delete(dataset.partition().path(1));
    assertThat(rows.at(0, 2 * ROWS)).containsExactly("p0", "p" + 2 * ROWS);
    assertThatThrownBy(() -> rows.at(ROWS)).isInstanceOf(InputException.class);
  }

  @Test
  void aSmallDatasetIsKeptAndALargeOneIsNot() {
    var small = new RowLookup<>(dataset, 1, Rollout::getPromptId);
    var large = new RowLookup<>(dataset, MANY_TOKENS, Rollout::getPromptId);
    assertThat(small.at(5)).isEqualTo(large.at(5));
    dataset.partition().run().delete(dataset.partition().path(0));
    assertThat(small.at(6)).containsExactly("p6");
    assertThatThrownBy(() -> large.at(6)).isInstanceOf(InputException.class);
  }
}
