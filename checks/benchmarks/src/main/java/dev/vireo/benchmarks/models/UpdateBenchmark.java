package dev.vireo.benchmarks.models;

import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.pipelines.config.ConfigReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * Optimizer steps alone, one after the other on one core, for a profiler: prints what each of their
 * parts takes of the thread's processor time. Arguments: a workload of {@link Workload#named}, the
 * precision of products as {@code compute} has it, and how many steps; {@code 100m bf16 5} if there
 * are none. The first step starts libtorch's kernels, and is not counted.
 */
public final class UpdateBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private UpdateBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    String name = arguments.length > 0 ? arguments[0] : "100m";
    String products = arguments.length > 1 ? arguments[1] : "bf16";
    int steps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    Workload workload = Workload.named(name);
    FloatFormat format =
        ConfigReader.value(ComputeChoice.class, products, "the precision")
            .products(DeviceChoice.CPU);
    try (Model model = workload.model(format)) {
      Update update = new Update(workload, model);
      update.run();
      double gradient = 0;
      double step = 0;
      double assign = 0;
      for (int i = 0; i < steps; i++) {
        gradient += seconds(update::gradient);
        step += seconds(update::step);
        assign += seconds(update::assign);
      }
      double all = gradient + step + assign;
      System.out.printf(
          Locale.ROOT,
          "%s %s: %.2f s a step: forward and backward %.1f%%, gradients out and AdamW %.1f%%,"
              + " parameters back %.1f%%%n",
          name,
          products,
          all / steps,
          100 * gradient / all,
          100 * step / all,
          100 * assign / all);
    }
  }

  private static double seconds(Runnable part) {
    long before = THREADS.getCurrentThreadCpuTime();
    part.run();
    return (THREADS.getCurrentThreadCpuTime() - before) / 1e9;
  }
}
