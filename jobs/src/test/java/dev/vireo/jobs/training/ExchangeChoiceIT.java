package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExchangeChoiceIT {

  @ParameterizedTest
  @EnumSource
  void withALocalMasterTheDriverAdds(ExchangeChoice choice) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("exchange")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    choice.into(conf);
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThat(ExchangeChoice.on(spark)).isInstanceOf(DriverFold.class);
    }
  }
}
