package dev.vireo.pipelines.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SettingsOfResultsTest {

  private static final String CASE = "spark.sql.caseSensitive";

  @AfterEach
  void clear() {
    System.clearProperty(CASE);
  }

  @Test
  void whatDecidesResultsIsSparksDefaultAndTheRestIsTheClusters() {
    System.setProperty(CASE, "true");
    SparkConf conf =
        new SparkConf()
            .set("spark.sql.shuffle.partitions", "7")
            .set("spark.sql.catalog.lake", "org.example.Lake")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");

    SettingsOfResults.into(conf);

    assertThat(conf.contains(CASE)).isFalse();
    assertThat(new SparkConf().contains(CASE)).isFalse();
    assertThat(conf.get("spark.sql.shuffle.partitions")).isEqualTo("7");
    assertThat(conf.get("spark.sql.catalog.lake")).isEqualTo("org.example.Lake");
    assertThat(conf.get("spark.serializer"))
        .isEqualTo("org.apache.spark.serializer.JavaSerializer");
  }
}
