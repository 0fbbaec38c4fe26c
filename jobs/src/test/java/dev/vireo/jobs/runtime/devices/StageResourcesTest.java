package dev.vireo.jobs.runtime.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ExecutorResourceRequest;
import org.apache.spark.resource.ResourceProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StageResourcesTest {

  private static SparkConf conf(DeviceChoice choice, String master, String... settings) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    choice.into(conf);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }

  @ParameterizedTest
  @EnumSource(
      value = DeviceChoice.class,
      names = {"AUTO", "CPU"})
  void onlyARunForGpusAsksForThem(DeviceChoice choice) {
    assertThat(StageResources.plan(conf(choice, "yarn", "spark.dynamicAllocation.enabled", "true")))
        .isEmpty();
  }

  @Test
  void nothingIsAskedForInThisProcessOrWhereEveryExecutorHasAGpu() {
    assertThat(StageResources.plan(conf(DeviceChoice.GPU, "local[2]"))).isEmpty();
    assertThat(
            StageResources.plan(
                conf(
                    DeviceChoice.GPU,
                    "yarn",
                    "spark.executor.resource.gpu.amount",
                    "2",
                    "spark.task.resource.gpu.amount",
                    "1")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn", "spark://host:7077", "k8s://https://host:6443"})
  void withDynamicAllocationAStageAsksForOneGpuATask(String master) {
    ResourceProfile profile =
        StageResources.plan(
                conf(
                    DeviceChoice.GPU,
                    master,
                    "spark.dynamicAllocation.enabled",
                    "true",
                    "spark.vireo.gpu.discoveryScript",
                    "./find-gpus",
                    "spark.vireo.gpu.vendor",
                    "nvidia.com",
                    "spark.task.cpus",
                    "2"))
            .orElseThrow();
    ExecutorResourceRequest gpus = profile.executorResourcesJMap().get("gpu");
    assertThat(gpus.amount()).isEqualTo(1);
    assertThat(gpus.discoveryScript()).isEqualTo("./find-gpus");
    assertThat(gpus.vendor()).isEqualTo("nvidia.com");
    assertThat(profile.taskResourcesJMap().get("gpu").amount()).isEqualTo(1.0);
    assertThat(profile.getTaskCpus().get()).isEqualTo(2);
    assertThat(profile.getExecutorCores().get()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn", "spark://host:7077", "k8s://https://host:6443"})
  void withoutItTheUserIsToldWhatToSet(String master) {
    assertThatThrownBy(() -> StageResources.plan(conf(DeviceChoice.GPU, master)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "device is gpu, and executors on "
                + master
                + " get none: set spark.executor.resource.gpu.amount=1 and"
                + " spark.task.resource.gpu.amount=1 for all executors, or"
                + " spark.dynamicAllocation.enabled=true, with which stages ask for GPUs by"
                + " themselves");
  }

  @Test
  void twoTasksShareNoGpu() {
    assertThatThrownBy(
            () ->
                StageResources.plan(
                    conf(
                        DeviceChoice.GPU,
                        "yarn",
                        "spark.executor.resource.gpu.amount",
                        "1",
                        "spark.task.resource.gpu.amount",
                        "0.5")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is 0.5: a task needs a GPU of its own");
  }
}
