package dev.vireo.benchmarks.models;

import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.SampledGroup;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.models.training.GradientAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The process's memory over 1,000 steps of sampling and training, every 100 steps; Linux only. Run
 * it with a small, fixed heap ({@code -Xms256m -Xmx256m -XX:+AlwaysPreTouch}), so that what moves
 * is native memory.
 */
public final class MemoryBenchmark {
  private static final int STEPS = 1_000;

  private MemoryBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    Workload workload = Workload.named("short");
    List<PromptTokens> prompts = workload.prompts();
    try (Model model = workload.model(FloatFormat.FLOAT32)) {
      ParameterSet parameters = model.values();
      Sampler sampler = new Sampler(model);
      GradientAccumulator accumulator = new GradientAccumulator(model);
      AdamW optimizer = new AdamW(AdamWSettings.defaults(), OptimizerState.initial(parameters));
      for (int step = 0; step <= STEPS; step++) {
        if (step % 100 == 0) {
          System.gc();
          System.out.printf(Locale.ROOT, "step %4d  %d MiB%n", step, ResidentMemory.now());
        }
        SampleRequest request =
            new SampleRequest(
                Workload.GROUP_SIZE, 5, SamplingSettings.defaults(), new int[] {0, 1, 2}, 1, step);
        List<SampledGroup> groups = sampler.sample(prompts, request);
        List<TokenSequence> sequences = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
          for (SampledCompletion completion : groups.get(i).completions()) {
            sequences.add(new TokenSequence(prompts.get(i).tokenIds(), completion.tokenIds()));
          }
        }
        accumulator.zero();
        new CrossEntropy(sequences.size()).accumulate(accumulator, sequences);
        optimizer.step(parameters, accumulator.gradients());
        model.assign(parameters);
      }
    }
  }
}
