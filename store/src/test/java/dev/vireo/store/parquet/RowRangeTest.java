package dev.vireo.store.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowRangeTest {
  @Test
  void cutsAllRowsIntoChunks() {
    assertThat(RowRange.cut(10, 4))
        .containsExactly(new RowRange(0, 4), new RowRange(4, 8), new RowRange(8, 10));
    assertThat(RowRange.cut(8, 4)).extracting(RowRange::size).containsExactly(4, 4);
    assertThat(RowRange.cut(0, 4)).isEmpty();
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThatThrownBy(() -> RowRange.cut(10, 0)).hasMessageContaining("at least one row");
    assertThatThrownBy(() -> new RowRange(3, 2)).hasMessageContaining("Invalid range");
  }
}
