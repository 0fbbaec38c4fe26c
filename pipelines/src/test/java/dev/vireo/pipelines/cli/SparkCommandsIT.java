package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparkCommandsIT {

  @TempDir Path folder;

  @Test
  void thisMachineIsWell() {
    Run run = Run.of("doctor");
    assertThat(run.out().lines()).hasSize(7).allSatisfy(line -> assertThat(line).startsWith("ok "));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theSessionIsThatOfUtcWhateverIsAskedFor() throws IOException {
    System.setProperty("spark.sql.session.timeZone", "Asia/Tokyo");
    try (SparkSession spark = SparkSessions.open("test")) {
      assertThat(spark.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
      assertThat(spark.newSession().conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
    } finally {
      System.clearProperty("spark.sql.session.timeZone");
    }
  }

  @Test
  void parquetIsAdjustedAndBadRowsAreReported() throws IOException {
    String in = folder.resolve("in").toString();
    String out = folder.resolve("out").toString();
    try (SparkSession spark = SparkSessions.open("test")) {
      spark
          .range(0, 30, 1, 1)
          .selectExpr(
              "id", "array(0D, 0.5D, if(id = 3, double('NaN'), if(id < 26, 1D, null))) as rewards")
          .write()
          .parquet(in);
    }

    Run run = Run.of("adjust", "--format", "parquet", "--range", "[0, 2]", in, out);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().toList())
        .extracting(line -> line.replaceFirst("part-.*\\.parquet", "FILE"))
        .startsWith("vireo: FILE row 4: rewards[2] is NaN, not a finite number")
        .hasSize(5);
    try (SparkSession spark = SparkSessions.open("test")) {
      List<Row> rows = spark.read().parquet(out).orderBy("id").collectAsList();
      assertThat(rows).hasSize(30);
      assertThat(rows.get(0).<Double>getList(2)).containsExactly(0.0, 0.0, 1.5);
      assertThat(rows.get(3).isNullAt(2)).isTrue();
    }

    Run again = Run.of("adjust", "--format", "parquet", in, out);
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo("vireo: Cannot write " + out + ": it already exists; name a new folder\n");
  }
}
