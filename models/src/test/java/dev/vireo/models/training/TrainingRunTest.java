package dev.vireo.models.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledCompletion;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Losses;
import dev.vireo.models.testing.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TrainingRunTest {
  private static final AdamWSettings SETTINGS =
      new AdamWSettings(0.02, 5, 0.9, 0.98, 1e-8, 0.01, 1);

  @Test
  void supervisedTrainingLearnsToRepeat() {
    ModelConfig config = Models.llama();
    ParameterSet parameters = Models.parameterSet(config, 1);
    try (Model policy = Models.policy(config, parameters)) {
      double first = train(policy, parameters, 1, 3);
      double last = train(policy, parameters, 150, 3);
      assertThat(first).isGreaterThan(2);
      assertThat(last).isLessThan(0.25);

      SampleRequest likeliest =
          new SampleRequest(1, 4, new SamplingSettings(0, 1, 0), new int[] {0}, 1, 0);
      int[] prompt = {7, 3, 5};
      SampledCompletion completion =
          new Sampler(policy)
              .sample(List.of(new PromptTokens("p", prompt)), likeliest)
              .get(0)
              .completions()
              .get(0);
      assertThat(completion.tokenIds()).containsExactly(7, 3, 5, 0);
      assertThat(completion.stopped()).isTrue();
    }
  }

  @Test
  void twoThreadsGiveTheBitsOfOne() throws Exception {
    List<Callable<ParameterSet>> runs = new ArrayList<>();
    for (ModelConfig config : List.of(Models.llama(), Models.qwen())) {
      for (long seed = 1; seed <= 2; seed++) {
        long own = seed;
        runs.add(() -> run(config, own));
      }
    }
    List<ParameterSet> alone = new ArrayList<>();
    for (Callable<ParameterSet> run : runs) {
      alone.add(run.call());
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<ParameterSet>> together = threads.invokeAll(runs);
      for (int i = 0; i < runs.size(); i++) {
        assertThat(together.get(i).get()).as("run %d", i).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Rollouts and updates in turn; the parameters at the end. */
  private static ParameterSet run(ModelConfig config, long seed) {
    ParameterSet parameters = Models.parameterSet(config, seed);
    try (Model policy = Models.policy(config, parameters)) {
      Sampler sampler = new Sampler(policy);
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      AdamW optimizer = new AdamW(SETTINGS, OptimizerState.initial(parameters));
      for (int iteration = 0; iteration < 8; iteration++) {
        accumulator.zero();
        List<TokenSequence> rollouts = rollouts(sampler, config, iteration, seed);
        Losses.supervised(accumulator, rollouts, 1, 100);
        optimizer.step(parameters, accumulator.gradients());
        policy.assign(parameters);
      }
    }
    return parameters;
  }

  private static List<TokenSequence> rollouts(
      Sampler sampler, ModelConfig config, int iteration, long seed) {
    Random random = new Random(seed);
    List<PromptTokens> prompts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      prompts.add(new PromptTokens("p" + i, Models.tokens(random, 4 + i, config)));
    }
    SampleRequest request =
        new SampleRequest(4, 5, SamplingSettings.defaults(), new int[] {0}, seed, iteration);
    List<TokenSequence> rollouts = new ArrayList<>();
    var groups = sampler.sample(prompts, request);
    for (int i = 0; i < prompts.size(); i++) {
      for (SampledCompletion completion : groups.get(i).completions()) {
        rollouts.add(new TokenSequence(prompts.get(i).tokenIds(), completion.tokenIds()));
      }
    }
    return rollouts;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nativeMemoryIsFlat() throws Exception {
    ModelConfig config = Models.llama().toBuilder().layers(1).build();
    ParameterSet parameters = Models.parameterSet(config, 1);
    try (Model policy = Models.policy(config, parameters)) {
      Sampler sampler = new Sampler(policy);
      GradientAccumulator accumulator = new GradientAccumulator(policy);
      AdamW optimizer = new AdamW(AdamWSettings.defaults(), OptimizerState.initial(parameters));
      BaseNDManager manager = (BaseNDManager) policy.manager();
      int arrays = 0;
      long before = 0;
      for (int step = 0; step < 500; step++) {
        if (step == 100) {
          before = residentKilobytes();
          arrays = manager.getManagedArrays().size();
        }
        accumulator.zero();
        List<TokenSequence> rollouts = rollouts(sampler, config, 0, 1);
        Losses.supervised(accumulator, rollouts, 1, 100);
        optimizer.step(parameters, accumulator.gradients());
        policy.assign(parameters);
        if (step % 100 == 0) {
          System.gc();
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(arrays);
      assertThat(residentKilobytes() - before).isLessThan(24 * 1024);
    }
  }

  /** Memory of the whole process, after the heap was tidied. */
  private static long residentKilobytes() throws Exception {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Trains to repeat the prompt and stop; the last step's loss. */
  private static double train(Model policy, ParameterSet parameters, int steps, long seed) {
    Random random = new Random(seed);
    GradientAccumulator accumulator = new GradientAccumulator(policy);
    AdamW optimizer = new AdamW(SETTINGS, OptimizerState.initial(parameters));
    double loss = 0;
    for (int step = 0; step < steps; step++) {
      List<TokenSequence> batch = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        int a = 1 + random.nextInt(10);
        int b = 1 + random.nextInt(10);
        int c = 1 + random.nextInt(10);
        batch.add(new TokenSequence(new int[] {a, b, c}, new int[] {a, b, c, 0}));
      }
      accumulator.zero();
      loss = Losses.supervised(accumulator, batch, 1, 128).loss();
      optimizer.step(parameters, accumulator.gradients());
      policy.assign(parameters);
    }
    return loss;
  }
}
