package dev.vireo.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaDdlTest {
  @Test
  void declaresATable() {
    assertThat(SchemaDdl.createTable(Datasets.METRICS))
        .isEqualTo(
            """
            CREATE TABLE IF NOT EXISTS metrics (
              `iteration` INT COMMENT 'Iteration, from 1.',
              `step` INT COMMENT 'Optimizer step the number was measured at.',
              `name` STRING COMMENT 'Name of the metric, as in TRL where TRL has it.',
              `value` DOUBLE COMMENT 'Its value.'
            )
            USING parquet
            PARTITIONED BY (`iteration`)
            LOCATION '${run}/metrics'
            COMMENT 'One number of one step, or of one iteration\\'s rollouts.'\
            """);
  }

  @Test
  void declaresATableWithoutPartitionsUnderAnyName() {
    assertThat(SchemaDdl.createTable(Datasets.PREFERENCES, "lake.rlhf.pairs", "s3a://b/run"))
        .startsWith("CREATE TABLE IF NOT EXISTS lake.rlhf.pairs (")
        .contains("LOCATION 's3a://b/run/preferences'")
        .doesNotContain("PARTITIONED");
  }

  @Test
  void declaresEveryDataset() {
    String all = SchemaDdl.createAll(Datasets.all(), "hdfs:///run");
    for (DatasetType<?> type : Datasets.all()) {
      assertThat(all).contains("EXISTS " + type.name() + " (", "'hdfs:///run/" + type.name());
    }
    assertThat(SchemaDdl.createAll(List.of(Datasets.METRICS, Datasets.PREFERENCES), "file:///run"))
        .containsSubsequence(
            "EXISTS metrics (",
            ";\nALTER TABLE metrics RECOVER PARTITIONS;\n",
            "EXISTS preferences")
        .doesNotContain("ALTER TABLE preferences");
  }

  @Test
  void givesEachTypeWhatParquetFilesAreReadAs() {
    Schema schema =
        SchemaBuilder.record("r")
            .fields()
            .requiredBoolean("a")
            .requiredInt("b")
            .requiredLong("c")
            .requiredFloat("d")
            .requiredDouble("e")
            .requiredBytes("f")
            .optionalString("g")
            .name("h")
            .type()
            .array()
            .items()
            .map()
            .values()
            .doubleType()
            .noDefault()
            .endRecord();
    assertThat(SchemaDdl.sqlType(schema))
        .isEqualTo(
            "STRUCT<`a`: BOOLEAN, `b`: INT, `c`: BIGINT, `d`: FLOAT, `e`: DOUBLE, `f`: BINARY, "
                + "`g`: STRING, `h`: ARRAY<ARRAY<STRUCT<`key`: STRING, `value`: DOUBLE>>>>");
  }

  @Test
  void refusesAColumnOfTwoTypes() {
    Schema union = SchemaBuilder.unionOf().intType().and().stringType().endUnion();
    assertThatThrownBy(() -> SchemaDdl.sqlType(union))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("null or one other type");
  }
}
