package dev.vireo.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaDdlTest {
  @Test
  void keepsWhatTheSchemaSaysOfAColumn() {
    assertThat(SchemaDdl.sqlType(Datasets.METRICS.fileSchema()))
        .isEqualTo(
            "STRUCT<`step`: INT COMMENT 'Optimizer step the number was measured at.', "
                + "`name`: STRING COMMENT 'Name of the metric, as in TRL where TRL has it.', "
                + "`value`: DOUBLE COMMENT 'Its value.'>");
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
