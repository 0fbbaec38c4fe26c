package dev.vireo.benchmarks.models;

import ai.djl.Device;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.engine.Model;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.models.training.GradientAccumulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * An AdamW update of an adapter on a model stored in bfloat16, and some sampled tokens, with
 * products in bfloat16: seconds, and the largest resident memory beside the predicted one; Linux
 * only. Layers are computed again on the way back. Argument: a model directory, such as {@link
 * LargeModel} writes.
 */
public final class LargeAdapterBenchmark {
  private static final int PROMPT = 32;
  private static final int LENGTH = 96;
  private static final int COMPLETIONS = 2;
  private static final int SAMPLED = 16;

  /** Java and libtorch themselves. */
  private static final long BASE = 400L << 20;

  private LargeAdapterBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    ModelDirectory directory = ModelDirectory.open(Path.of(arguments[0]));
    ModelConfig config = directory.config();
    LoraSettings settings = new LoraSettings(8, 16, List.of("q_proj", "v_proj"));
    LoraAdapter adapter = new LoraAdapter(config, settings);
    Precision precision =
        new Precision(FloatFormat.BFLOAT16, FloatFormat.BFLOAT16, FloatFormat.FLOAT32);
    ModelMemory memory = new ModelMemory(config, new LanguageModelHead(), settings, precision);
    long begun = System.nanoTime();
    Compute compute = new Compute(Device.cpu(), FloatFormat.BFLOAT16);
    try (FrozenParameters base = FrozenParameters.load(directory, compute);
        Model model = Model.adapted(base, adapter, adapter.initial(1))) {
      report("loaded " + memory.parameters() + " parameters", begun, memory.shared().total());
      train(model, memory);
      sample(model, memory);
    }
  }

  private static void train(Model model, ModelMemory memory) {
    Random random = new Random(1);
    GradientAccumulator accumulator = new GradientAccumulator(model).gradientCheckpointing(true);
    ParameterSet parameters = model.values();
    long begun = System.nanoTime();
    for (int i = 0; i < COMPLETIONS; i++) {
      TokenSequence sequence =
          new TokenSequence(tokens(random, model, PROMPT), tokens(random, model, LENGTH));
      new CrossEntropy((long) COMPLETIONS * LENGTH).accumulate(accumulator, List.of(sequence));
    }
    AdamW optimizer = new AdamW(AdamWSettings.defaults(), OptimizerState.initial(parameters));
    double norm = optimizer.step(parameters, accumulator.gradients());
    model.assign(parameters);
    report(
        String.format(Locale.ROOT, "update, gradient's norm %.4g", norm),
        begun,
        memory.shared().total()
            + memory.training(new BatchShape(1, 1, PROMPT, LENGTH), true).total());
  }

  private static void sample(Model model, ModelMemory memory) {
    SampleRequest request =
        new SampleRequest(1, SAMPLED, SamplingSettings.defaults(), new int[0], 1, 1);
    PromptTokens prompt = new PromptTokens("prompt", tokens(new Random(2), model, PROMPT));
    long begun = System.nanoTime();
    new Sampler(model).sample(List.of(prompt), request);
    report(
        SAMPLED + " sampled tokens",
        begun,
        memory.shared().total() + memory.sampling(new BatchShape(1, 1, PROMPT, SAMPLED)).total());
  }

  private static int[] tokens(Random random, Model model, int length) {
    return random.ints(length, 0, model.config().vocabularySize()).toArray();
  }

  private static void report(String what, long begun, long predicted) {
    System.out.printf(
        Locale.ROOT,
        "%-48s %6.1f s; at most %,6d MiB resident, predicted %,6d MiB%n",
        what,
        (System.nanoTime() - begun) / 1e9,
        ResidentMemory.largest(),
        (predicted + BASE) >> 20);
  }
}
