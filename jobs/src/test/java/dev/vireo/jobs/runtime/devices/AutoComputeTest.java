package dev.vireo.jobs.runtime.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.parameters.FloatFormat;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** The rule, with processors that are told rather than there. */
final class AutoComputeTest {
  private static final IntSupplier NO_GPU = () -> 0;

  @Test
  void aProcessorThatMultipliesBfloat16Does() {
    for (String feature : List.of("avx512_bf16", "amx_bf16", "bf16")) {
      assertThat(AutoCompute.of(DeviceChoice.AUTO, NO_GPU, List.of("sse2", feature)))
          .isEqualTo(new AutoCompute(FloatFormat.BFLOAT16, "this processor has " + feature));
    }
  }

  @Test
  void anotherOneMultipliesFloat32() {
    assertThat(AutoCompute.of(DeviceChoice.CPU, NO_GPU, List.of("avx512f", "xbf16")))
        .isEqualTo(
            new AutoCompute(
                FloatFormat.FLOAT32, "this processor has none of amx_bf16, avx512_bf16, bf16"));
  }

  @Test
  void gpusMultiplyBfloat16() {
    AutoCompute onGpu = new AutoCompute(FloatFormat.BFLOAT16, "models compute on a GPU");
    assertThat(AutoCompute.of(DeviceChoice.AUTO, () -> 1, List.of())).isEqualTo(onGpu);
    assertThat(AutoCompute.of(DeviceChoice.GPU, () -> 0, List.of())).isEqualTo(onGpu);
    assertThat(AutoCompute.of(DeviceChoice.CPU, () -> 1, List.of()).products())
        .isEqualTo(FloatFormat.FLOAT32);
  }
}
