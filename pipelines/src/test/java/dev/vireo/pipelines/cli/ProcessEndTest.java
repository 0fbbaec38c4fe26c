package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A driver on a cluster; exit codes of processes are seen by the checks in {@code
 * checks/clusters/}.
 */
final class ProcessEndTest {

  @AfterEach
  void clear() {
    System.clearProperty("spark.submit.deployMode");
    System.clearProperty("spark.master");
  }

  @Test
  void doneWorkOnAClusterReturns() {
    System.setProperty("spark.submit.deployMode", "cluster");
    for (String master : new String[] {"yarn", "spark://host:7077"}) {
      System.setProperty("spark.master", master);
      assertThatCode(() -> ProcessEnd.with(0, "")).doesNotThrowAnyException();
    }
  }

  @Test
  void yarnIsToldWhatFailed() {
    System.setProperty("spark.submit.deployMode", "cluster");
    System.setProperty("spark.master", "yarn");
    assertThatThrownBy(() -> Vireo.main(new String[] {"run", "absent.yaml"}))
        .hasMessage(
            "vireo: Cannot read configuration absent.yaml: there is no such file (exit code 2)")
        .hasNoCause();
  }

  @Test
  void memoryIsRaisedWhereTheProcessGetsItFrom() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    assertThat(Failure.of(error).message()).endsWith("give more with VIREO_JAVA_OPTS=-Xmx8g");
    System.setProperty("spark.submit.deployMode", "client");
    assertThat(Failure.of(error).message())
        .endsWith(
            "give more with spark.driver.memory, or spark.executor.memory if a task reported it");
  }
}
