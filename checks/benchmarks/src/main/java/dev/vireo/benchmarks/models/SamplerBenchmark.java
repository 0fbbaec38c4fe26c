package dev.vireo.benchmarks.models;

import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.Sampler;
import java.util.List;

/**
 * Generated tokens per second on one core. Arguments: workloads, of {@code short}, {@code long},
 * {@code 24m}, {@code 100m} and {@code 0.5b}; the first two when there are none.
 *
 * <p>No completion stops early, so every step has all rows. Prompts' tokens are read but not
 * counted.
 */
public final class SamplerBenchmark {
  private SamplerBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    for (String name : arguments.length == 0 ? new String[] {"short", "long"} : arguments) {
      for (FloatFormat products : List.of(FloatFormat.FLOAT32, FloatFormat.BFLOAT16)) {
        measure(name, Workload.named(name), products);
      }
    }
  }

  private static void measure(String name, Workload workload, FloatFormat products) {
    SampleRequest request =
        new SampleRequest(
            Workload.GROUP_SIZE,
            workload.completionLength(),
            SamplingSettings.defaults(),
            new int[0],
            1,
            0);
    List<PromptTokens> prompts = workload.prompts();
    double generated = (double) workload.rows() * workload.completionLength();
    double read = (double) prompts.size() * workload.promptLength();
    double passed = generated - workload.rows();
    double keys = workload.promptLength() + (workload.completionLength() + 1) / 2.0;
    double operations =
        (read + passed) * workload.matrixOperations()
            + (prompts.size() + passed) * workload.vocabularyOperations()
            + passed * workload.attentionOperations(keys)
            + read * workload.attentionOperations((workload.promptLength() + 1) / 2.0);
    try (Model model = workload.model(products)) {
      Sampler sampler = new Sampler(model);
      Measurement.run(
          "generate " + name,
          products,
          generated,
          operations,
          () -> sampler.sample(prompts, request));
    }
  }
}
