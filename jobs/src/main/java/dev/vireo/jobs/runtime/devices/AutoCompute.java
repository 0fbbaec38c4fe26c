package dev.vireo.jobs.runtime.devices;

import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.torch.Autograd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * What {@code compute: auto} means on a machine.
 *
 * @param products the format of products
 * @param reason why, to be shown
 */
public record AutoCompute(FloatFormat products, String reason) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** Processor features with which bfloat16 is faster than float32: x86 and Arm. */
  private static final List<String> FEATURES = List.of("amx_bf16", "avx512_bf16", "bf16");

  /** On this machine. */
  public static AutoCompute here(DeviceChoice device) {
    return of(device, Autograd::gpuCount, features());
  }

  /**
   * The rule.
   *
   * @param gpus how many libtorch sees; asked only where it matters
   * @param features of the processor
   */
  static AutoCompute of(DeviceChoice device, IntSupplier gpus, List<String> features) {
    if (device == DeviceChoice.GPU || (device == DeviceChoice.AUTO && gpus.getAsInt() > 0)) {
      return new AutoCompute(FloatFormat.BFLOAT16, "models compute on a GPU");
    }
    return FEATURES.stream()
        .filter(features::contains)
        .findFirst()
        .map(found -> new AutoCompute(FloatFormat.BFLOAT16, "this processor has " + found))
        .orElse(
            new AutoCompute(
                FloatFormat.FLOAT32, "this processor has none of " + String.join(", ", FEATURES)));
  }

  /** The setting that it comes to, and why. */
  @Override
  public String toString() {
    return (products == FloatFormat.FLOAT32 ? "f32" : "bf16") + ": " + reason;
  }

  private static List<String> features() {
    try {
      Optional<String> line =
          Files.readAllLines(PROCESSORS).stream()
              .filter(each -> each.startsWith("flags") || each.startsWith("Features"))
              .findFirst();
      return line.map(found -> Arrays.asList(found.split("\\s+"))).orElse(List.of());
    } catch (IOException e) {
      // Not Linux: nothing is known of the processor.
      return List.of();
    }
  }
}
