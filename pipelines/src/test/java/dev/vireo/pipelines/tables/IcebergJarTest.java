package dev.vireo.pipelines.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.spark.SparkVersions;
import org.apache.iceberg.IcebergBuild;
import org.junit.jupiter.api.Test;

final class IcebergJarTest {

  @Test
  void theJarIsThatOfTheRunningSparkAndOfTheBuildsIceberg() {
    assertThat(IcebergJar.coordinates("4.0.1"))
        .isEqualTo("org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:" + IcebergBuild.version());
    assertThat(IcebergJar.coordinates("4.1.0-SNAPSHOT")).contains("-4.1_2.13:");
  }

  @Test
  void aMissingJarIsNamed() {
    IcebergJar.require(getClass().getClassLoader());
    String spark = SparkVersions.present().orElseThrow();
    assertThatThrownBy(() -> IcebergJar.require(ClassLoader.getPlatformClassLoader()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Iceberg is not on the class path: add --packages "
                + IcebergJar.coordinates(spark)
                + " to spark-submit");
  }
}
