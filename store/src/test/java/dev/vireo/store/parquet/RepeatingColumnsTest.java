package dev.vireo.store.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import org.junit.jupiter.api.Test;

final class RepeatingColumnsTest {

  @Test
  void everyWriterIsToldOfTheColumnsOfAllDatasets() {
    for (DatasetType<?> type : Datasets.all()) {
      assertThat(RepeatingColumns.with(type))
          .isSameAs(RepeatingColumns.with(Datasets.ROLLOUTS))
          .containsEntry("completions.list.element.token_ids.list.element", true)
          .containsEntry("completions.list.element.advantage", false)
          .containsEntry("reward_mean", false)
          .containsEntry("prompt_id", false);
    }
  }
}
