package dev.vireo.jobs.runtime.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.vireo.algorithms.InputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rule, with GPUs that are told rather than there. */
final class TaskDeviceTest {

  private static final Optional<String> NONE = Optional.empty();

  @Test
  void autoTakesAGpuWhereThereIsOne() {
    assertThat(TaskDevice.choose(DeviceChoice.AUTO, NONE, () -> 0)).isEqualTo(Device.cpu());
    assertThat(TaskDevice.choose(DeviceChoice.AUTO, NONE, () -> 2)).isEqualTo(Device.gpu(0));
    // An executor whose script finds GPUs that its libtorch cannot use.
    assertThat(TaskDevice.choose(DeviceChoice.AUTO, Optional.of("0"), () -> 0))
        .isEqualTo(Device.cpu());
  }

  @Test
  void aTaskTakesTheGpuThatSparkGaveIt() {
    for (DeviceChoice choice : new DeviceChoice[] {DeviceChoice.AUTO, DeviceChoice.GPU}) {
      assertThat(TaskDevice.choose(choice, Optional.of("3"), () -> 4)).isEqualTo(Device.gpu(3));
    }
    assertThat(TaskDevice.choose(DeviceChoice.GPU, NONE, () -> 1)).isEqualTo(Device.gpu(0));
  }

  @Test
  void theCpuIsTakenWithoutLookingForGpus() {
    assertThat(
            TaskDevice.choose(
                DeviceChoice.CPU,
                Optional.of("0"),
                () -> {
                  throw new AssertionError("asked for GPUs");
                }))
        .isEqualTo(Device.cpu());
  }

  @Test
  void aGpuThatIsNotThereIsAMistakeOfTheUsers() {
    assertThatThrownBy(() -> TaskDevice.choose(DeviceChoice.GPU, NONE, () -> 0))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("device is gpu, and libtorch sees no GPU: use nodes with CUDA's");
    assertThatThrownBy(() -> TaskDevice.choose(DeviceChoice.GPU, Optional.of("1"), () -> 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("though Spark gave the task GPU 1");
    assertThatThrownBy(() -> TaskDevice.choose(DeviceChoice.AUTO, Optional.of("2"), () -> 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("GPU 2, and libtorch sees 2, counted from 0");
    assertThatThrownBy(() -> TaskDevice.choose(DeviceChoice.GPU, Optional.of("GPU-5f"), () -> 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'GPU-5f', which is not a number");
  }
}
