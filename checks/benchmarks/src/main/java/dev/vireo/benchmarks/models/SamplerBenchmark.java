package dev.vireo.benchmarks.models;

import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.engine.Model;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.Sampler;
import java.util.List;

/**
 * Generated tokens per second on one core. Arguments: workloads, {@code short} and {@code long}
 * when there are none.
 *
 * <p>No completion stops early, so every step has all rows. Prompts' tokens are read but not
 * counted.
 */
public final class SamplerBenchmark {
  private SamplerBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    for (String name : arguments.length == 0 ? new String[] {"short", "long"} : arguments) {
      measure(name, Workload.named(name));
    }
  }

  private static void measure(String name, Workload workload) {
    SampleRequest request =
        new SampleRequest(
            Workload.GROUP_SIZE,
            workload.completionLength(),
            SamplingSettings.defaults(),
            new int[0],
            1,
            0);
    List<PromptTokens> prompts = workload.prompts();
    double generated = (double) Workload.ROWS * workload.completionLength();
    double read = (double) prompts.size() * workload.promptLength();
    double passed = generated - Workload.ROWS;
    double keys = workload.promptLength() + (workload.completionLength() + 1) / 2.0;
    double operations =
        (read + passed) * Workload.matrixOperations()
            + (prompts.size() + passed) * Workload.vocabularyOperations()
            + passed * Workload.attentionOperations(keys)
            + read * Workload.attentionOperations((workload.promptLength() + 1) / 2.0);
    try (Model model = Workload.model()) {
      Sampler sampler = new Sampler(model);
      Measurement.run(
          "generate " + name, generated, operations, () -> sampler.sample(prompts, request));
    }
  }
}
