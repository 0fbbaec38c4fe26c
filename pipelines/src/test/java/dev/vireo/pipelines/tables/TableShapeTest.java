package dev.vireo.pipelines.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

final class TableShapeTest {

  private static TableShape shape(String name) {
    return TableShape.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyDatasetHasATable() {
    assertThat(TableShape.all()).extracting(TableShape::name).doesNotHaveDuplicates();
    assertThat(TableShape.all().stream().<DatasetType<?>>map(TableShape::type).distinct().toList())
        .isEqualTo(Datasets.all());
  }

  @Test
  void aTableIsSplitByWhatOnlyThePlaceOfAFileSays() {
    assertThat(shape("rollouts").keys()).containsExactly("run", "iteration");
    assertThat(shape("preferences").keys()).containsExactly("run");
    assertThat(shape("demonstrations").keys()).containsExactly("run", "phase");
    assertThat(shape("published_rewards").keys())
        .containsExactly("run", "reward_name", "iteration");
    assertThat(shape("suite_results").keys()).containsExactly("run", "suite", "step");
    assertThat(shape("suite_evaluations").within().orElseThrow().value("suite=algebra"))
        .isEqualTo("algebra");
    for (TableShape shape : TableShape.all()) {
      Schema schema = shape.schema();
      assertThat(shape.partitioning(schema).fields())
          .extracting(field -> schema.findColumnName(field.sourceId()))
          .isEqualTo(shape.keys());
    }
  }

  @Test
  void columnsFollowFromTheSchemas() {
    Schema schema = shape("rollouts").schema();
    assertThat(schema.columns())
        .extracting(Types.NestedField::name)
        .startsWith("run", "iteration", "prompt_id")
        .endsWith("completions");
    assertThat(schema.columns()).allMatch(Types.NestedField::isOptional);
    assertThat(schema.findType("iteration")).isEqualTo(Types.IntegerType.get());
    assertThat(schema.findType("attributes.element.key")).isEqualTo(Types.StringType.get());
    assertThat(shape("rewards").schema().findField("completions.element.reward")).isNotNull();
    assertThat(shape("rewards").schema().findType("completions.element.values.element.value"))
        .isEqualTo(Types.DoubleType.get());
    assertThat(schema.findType("completions.element.logprobs.element"))
        .isEqualTo(Types.FloatType.get());
    assertThat(schema.findField("completions.element.finish_reason").doc()).startsWith("stop: ");
    assertThat(shape("rollouts").properties())
        .containsEntry("gc.enabled", "false")
        .containsEntry("vireo.dataset", "rollouts");
    assertThat(List.of(shape("rewards").schema().columns().get(0).doc()))
        .containsExactly("Name of the run.");
  }
}
