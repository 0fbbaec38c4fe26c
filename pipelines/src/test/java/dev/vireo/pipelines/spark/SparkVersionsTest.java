package dev.vireo.pipelines.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkVersionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"4.0.0", "4.0.1", "4.1.0", "4.1.2-SNAPSHOT"})
  void nothingIsSaidOfVersionsThatAreChecked(String version) {
    assertThat(SparkVersions.warning(version)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5.5", "4.2.0", "4.10.0", "5.0.0"})
  void anyOtherGetsOneLineWithThoseThatAre(String version) {
    assertThat(SparkVersions.warning(version).orElseThrow())
        .contains(version, "4.0, 4.1")
        .doesNotContain("\n");
  }

  @Test
  void theOneThatTheProjectIsBuiltWithIsAmongThem() {
    assertThat(SparkVersions.present()).contains(package$.MODULE$.SPARK_VERSION());
    assertThat(SparkVersions.warning()).isEmpty();
  }
}
