package dev.vireo.benchmarks.models;

import ai.djl.Device;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.engine.Model;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.models.training.GradientAccumulator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One AdamW update and some sampled tokens of a randomly initialised model of Qwen2.5-0.5B's shape,
 * and the process's largest resident memory beside the predicted one; Linux only. Layers are
 * computed again on the way back, and one completion is a micro-batch. Gradients are collected
 * before the optimizer's state exists, and the model leaves native memory for the update, as where
 * executors and driver are apart.
 */
public final class LargeModelBenchmark {
  private static final int COMPLETIONS = 4;
  private static final int LENGTH = 512;
  private static final int PROMPT = 32;
  private static final int SAMPLED = 64;

  private LargeModelBenchmark() {}

  /** Arguments: completions, and tokens of each. */
  public static void main(String[] arguments) {
    int completions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : COMPLETIONS;
    int length = arguments.length > 1 ? Integer.parseInt(arguments[1]) : LENGTH;
    ModelConfig config = LargeModel.config();
    Prediction predicted = Prediction.of(config, PROMPT, length, SAMPLED);
    ParameterSet parameters = RandomModel.parameters(config, new LanguageModelHead(), 1);
    report("parameters: " + parameters.size());
    ParameterSet gradient = gradient(config, parameters, completions, length);
    report("gradient of " + completions + " completions of " + length + " tokens");
    predicted.reportGradient();
    AdamW optimizer = new AdamW(AdamWSettings.defaults(), OptimizerState.initial(parameters));
    double norm = optimizer.step(parameters, gradient);
    report(String.format(Locale.ROOT, "update, gradient's norm %.4g", norm));
    predicted.reportUpdate();
    int sampled = sample(config, parameters);
    report(sampled + " sampled tokens");
    predicted.reportSampling();
  }

  private static ParameterSet gradient(
      ModelConfig config, ParameterSet parameters, int completions, int length) {
    Random random = new Random(1);
    try (Model model = model(config, parameters)) {
      GradientAccumulator accumulator = new GradientAccumulator(model).gradientCheckpointing(true);
      for (int i = 0; i < completions; i++) {
        TokenSequence sequence =
            new TokenSequence(tokens(random, config, PROMPT), tokens(random, config, length));
        new CrossEntropy((long) completions * length).accumulate(accumulator, List.of(sequence));
        report("completion " + (i + 1));
      }
      return accumulator.gradients();
    }
  }

  private static int sample(ModelConfig config, ParameterSet parameters) {
    try (Model model = model(config, parameters)) {
      SampleRequest request =
          new SampleRequest(1, SAMPLED, SamplingSettings.defaults(), new int[0], 1, 1);
      PromptTokens prompt = new PromptTokens("prompt", tokens(new Random(2), config, PROMPT));
      return new Sampler(model)
          .sample(List.of(prompt), request)
          .get(0)
          .completions()
          .get(0)
          .tokenIds()
          .length;
    }
  }

  /**
   * What {@code vireo plan} predicts, with the arrays that lie in this process's heap: a heap gives
   * nothing back while it has room.
   *
   * @param array bytes of all parameters
   * @param training native memory of a gradient
   * @param sampling native memory of a sampler
   */
  private record Prediction(long array, MemoryEstimate training, MemoryEstimate sampling) {
    /** Java and libtorch themselves. */
    private static final long BASE = 400L << 20;

    static Prediction of(ModelConfig config, int prompt, int length, int sampled) {
      ModelMemory memory =
          new ModelMemory(config, new LanguageModelHead(), null, Precision.FLOAT32);
      return new Prediction(
          Precision.floats(memory.parameters()),
          memory.training(new BatchShape(1, 1, prompt, length), true),
          memory.sampling(new BatchShape(1, 1, prompt, sampled)));
    }

    /** Parameters beside training, or at its end the gradient inside and outside the heap. */
    void reportGradient() {
      say(Math.max(array + training.total(), 4 * array), training.toString());
    }

    /** Parameters, gradient and the optimizer's two. */
    void reportUpdate() {
      say(4 * array, "four arrays of the heap");
    }

    void reportSampling() {
      say(4 * array + sampling.total(), sampling.toString());
    }

    private static void say(long bytes, String why) {
      System.out.printf(
          Locale.ROOT, "%-48s at most %,34d MiB: %s%n", "  predicted", (bytes + BASE) >> 20, why);
    }
  }

  private static Model model(ModelConfig config, ParameterSet parameters) {
    return Model.create(config, new LanguageModelHead(), parameters, Device.cpu());
  }

  private static int[] tokens(Random random, ModelConfig config, int length) {
    return random.ints(length, 0, config.vocabularySize()).toArray();
  }

  private static void report(String what) {
    System.out.printf(
        Locale.ROOT,
        "%-48s resident %,6d MiB, at most %,6d MiB%n",
        what,
        ResidentMemory.now(),
        ResidentMemory.largest());
  }
}
