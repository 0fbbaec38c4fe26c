package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Decisive;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.runtime.settings.StopSettings;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.mllib.MllibSettings;
import dev.vireo.pipelines.preference.PreferenceConfig;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.sft.SftSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

// Over 300 lines: every default of every pipeline.
/** The settings of a run: every default, what is refused, and the files that come along. */
final class SettingsTest {

  /** A change here changes what users' files mean: it belongs in the notes of a release. */
  private static final String DEFAULTS =
      """
      {"pipeline": "grpo", "run": null, "seed": 17, "algorithm": "grpo", "device": "auto", "compute": "f32",
       "gradient-exchange": "driver", "training-engine": "local",
       "torch": {"python": "python3", "processes": 1, "sharding": "replicated", "threads": 1, "port": 0,
         "timeout-seconds": 600},
       "iterations": 10,
       "prompts-per-iteration": 64,
       "prompts": {"path": null, "format": "auto", "csv-escape": null,
         "id-column": null, "prompt-column": "prompt",
         "prompt-template": null, "messages-column": null,
         "chat": {"wrap": false, "system": null, "template": "default", "variables": {},
           "date": null},
         "answer-column": null, "attribute-columns": [],
         "split-column": null, "eval-fraction": 0.05, "duplicates": "error",
         "max-prompt-tokens": 0, "too-long": "error", "chunk-size": 1000},
       "policy": {"model": null, "from": null, "checkpoint": "last", "new-model": null, "special-tokens": "auto", "adapter": null},
       "sft": [],
       "rollouts": {"group-size": 8, "temperature": 1.0, "top-p": 1.0, "top-k": 0,
         "max-new-tokens": 512, "chunk-groups": 16, "stop": [], "engine": "local",
         "server": {"url": null, "model": null, "api-key": null, "dialect": "vllm",
           "logprobs": "rescore", "concurrency": 16, "timeout-seconds": 600, "retries": 5,
           "weights": {"mode": null, "link": null, "command": [], "posts": [], "health": null,
             "timeout-seconds": 600}},
         "lag": 0},
       "environment": null,
       "rewards": [], "aggregation": "sum-then-normalize",
       "adjustment": {"rule": "variance-increase", "range": {"top-share": 0.25}, "weights": "uniform", "ties": "merge",
         "tie-tolerance": 0.0, "strength": 1.0},
       "advantage": {"profile": "trl", "scale": "group",
                     "supervision": "outcome", "quality-floor": null,
                     "step-baseline": "group",
                     "kl": {"beta": 0.0, "estimator": "k1", "level": null}, "discount": 1.0,
                     "whitening": null},
       "update": {"groups-per-step": 0, "updates-per-iteration": 1, "gradient-shards": 4,
         "micro-batch-completions": 64, "gradient-checkpointing": false, "checkpoint-every": 0,
         "objective": {"loss": "dapo", "ratio": "token", "epsilon-low": 0.2, "epsilon-high": 0.2,
           "beta": 0.0, "bias-corrected-kl": true, "profile": "trl",
           "sapo": {"positive": 1.0, "negative": 1.05}, "vespo": {"k-positive": 2.0, "lambda-positive": 3.0, "k-negative": 3.0,
             "lambda-negative": 2.0}},
         "optimizer": {"learning-rate": 1e-6, "warmup-steps": 0, "beta1": 0.9, "beta2": 0.999,
           "adam-epsilon": 1e-8, "weight-decay": 0.0, "max-grad-norm": 1.0}},
       "iterative": {"every": 0, "reward": null, "labels": null, "pairing": "best-worst",
         "min-margin": 0.0, "replay": 0.1, "retrain": true, "refresh-reference": true, "adapter": null,
         "training": {"steps": 400, "batch-size": 64, "gradient-shards": 4,
           "micro-batch-examples": 16, "gradient-checkpointing": false, "checkpoint-every": 100,
           "loss": {"loss": "bradley-terry", "margin": false, "centering": 0.0},
           "optimizer": {"learning-rate": 1e-6, "warmup-steps": 0, "beta1": 0.9, "beta2": 0.999,
             "adam-epsilon": 1e-8, "weight-decay": 0.0, "max-grad-norm": 1.0}},
         "evaluation": {"held-out": 0.1, "bins": 10, "groups": 5, "mllib": false}},
       "dynamic-sampling": {"max-rounds": 0, "prompts-per-round": 0, "metric": null},
       "evaluation": {"prompts": 0, "samples": 1, "temperature": 1.0, "accuracy": null,
         "every": 0, "best": null, "patience": 0, "suites": []},
       "checkpoints": {"keep": 2},
       "audit": {"every": 0},
       "tracking": []}
      """;

  private static final String MLLIB =
      """
      {"pipeline": "mllib", "run": null, "seed": 17,
       "preferences": {"path": null, "format": "auto", "csv-escape": null,
         "layout": "pairs",
         "id-column": null, "prompt-column": "prompt", "chosen-column": "chosen",
         "rejected-column": "rejected", "duplicates": "error", "chunk-size": 1000},
       "mllib": {"word-features": 2048, "character-features": 2048, "character-run": 3,
         "regularization": 1000.0, "max-iterations": 100, "held-out-fraction": 0.1}}
      """;

  private static final String PREFERENCE =
      """
      {"pipeline": "preference",
       "preferences": {"path": null, "format": "auto", "csv-escape": null, "layout": "pairs",
         "id-column": null,
         "prompt-column": "prompt", "chosen-column": "chosen", "rejected-column": "rejected",
         "margin-column": null,
         "chat": {"wrap": false, "system": null, "template": "default", "variables": {},
           "date": null}, "assistant-only": false,
         "split-column": null, "eval-fraction": 0.0, "duplicates": "error",
         "sequence-ends": "tokenizer", "max-tokens": 0, "too-long": "error",
         "unusable": "error", "chunk-size": 1000},
       "rollout-pairs": {"run": null, "from-iteration": 1, "to-iteration": 0,
         "pairing": "best-worst", "reward": null, "min-margin": 0.0},
       "preference": {"steps": 400, "batch-size": 64, "gradient-shards": 4,
         "micro-batch-examples": 16, "gradient-checkpointing": false, "checkpoint-every": 100,
         "loss": {"loss": "sigmoid", "beta": 0.1, "label-smoothing": null, "gamma": null,
           "nll-weight": null, "discopop-tau": null, "token-average": null,
           "reference-free": false, "desirable-weight": null, "undesirable-weight": null,
           "tdpo-alpha": null},
         "optimizer": {"learning-rate": 1e-6, "warmup-steps": 0, "beta1": 0.9, "beta2": 0.999,
           "adam-epsilon": 1e-8, "weight-decay": 0.0, "max-grad-norm": 1.0}}}
      """;

  private static final String PHASE =
      """
      {"name": "phase",
       "demonstrations": {"path": null, "format": "auto", "csv-escape": null, "id-column": null,
         "prompt-column": "prompt", "prompt-template": null, "completion-column": "completion",
         "completion-template": null, "messages-column": null,
         "chat": {"wrap": false, "system": null, "template": "default", "variables": {},
           "date": null},
         "split-column": null, "eval-fraction": 0.0,
         "duplicates": "error", "max-tokens": 0, "too-long": "error", "chunk-size": 1000},
       "training": {"steps": 400, "batch-size": 64, "gradient-shards": 4,
         "micro-batch-completions": 32, "gradient-checkpointing": false, "checkpoint-every": 100,
         "evaluate-every": 0, "stop-at-accuracy": 1.0,
         "optimizer": {"learning-rate": 1e-6, "warmup-steps": 0, "beta1": 0.9, "beta2": 0.999,
           "adam-epsilon": 1e-8, "weight-decay": 0.0, "max-grad-norm": 1.0}}}
      """;

  @Test
  void everyDefaultIsPinned() throws IOException {
    assertThat(tree(GrpoConfig.defaults())).isEqualTo(SettingsMapper.mapper().readTree(DEFAULTS));
    assertThat(tree(MllibSettings.defaults())).isEqualTo(SettingsMapper.mapper().readTree(MLLIB));
    JsonNode preference = tree(PreferenceConfig.defaults());
    SettingsMapper.mapper()
        .readTree(PREFERENCE)
        .properties()
        .forEach(entry -> assertThat(preference.get(entry.getKey())).isEqualTo(entry.getValue()));
    assertThat(tree(FineTunePhase.defaults())).isEqualTo(SettingsMapper.mapper().readTree(PHASE));
  }

  /** What pipelines share has the same defaults in each. */
  @Test
  void pipelinesShareTheirDefaults() {
    JsonNode grpo = tree(GrpoConfig.defaults());
    for (Record settings : List.of(SftSettings.defaults(), PreferenceConfig.defaults())) {
      tree(settings)
          .properties()
          .forEach(
              entry -> {
                if (grpo.has(entry.getKey()) && !entry.getKey().equals("pipeline")) {
                  assertThat(entry.getValue())
                      .as(entry.getKey())
                      .isEqualTo(grpo.get(entry.getKey()));
                }
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "iterations, -1",
    "prompts-per-iteration, 0",
    "rollouts.group-size, 0",
    "rollouts.max-new-tokens, 0",
    "rollouts.chunk-groups, 0",
    "rollouts.temperature, -0.5",
    "rollouts.top-p, 0",
    "rollouts.engine, openai",
    "rollouts.server.concurrency, 0",
    "rollouts.server.timeout-seconds, 0",
    "rollouts.server.retries, -1",
    "rollouts.server.weights.timeout-seconds, 0",
    "rollouts.server.url, gpu:8000",
    "update.groups-per-step, -1",
    "update.updates-per-iteration, 0",
    "update.gradient-shards, 0",
    "update.micro-batch-completions, 0",
    "update.checkpoint-every, -1",
    "update.optimizer.learning-rate, -1",
    "update.objective.epsilon-low, -1",
    "update.objective.beta, -1",
    "adjustment.strength, 2",
    "adjustment.rule, variance",
    "adjustment.rule, {type: decay}",
    "adjustment.rule, '{type: bounded-misalignment, floor: .nan}'",
    "adjustment.rule, '{type: thresholds, until: 3}'",
    "advantage.quality-floor, 0.5",
    "advantage.step-baseline, place",
    "advantage.kl.beta, -1",
    "advantage.discount, 0",
    "advantage.whitening, tokens",
    "dynamic-sampling.max-rounds, -1",
    "dynamic-sampling.prompts-per-round, -1",
    "rollouts.lag, -1",
    "rollouts.lag, 2",
    "evaluation.samples, 0",
    "evaluation.prompts, -1",
    "evaluation.temperature, -1",
    "evaluation.every, -1",
    "evaluation.patience, -1",
    "policy.adapter.rank, 0",
    "policy.adapter.alpha, -1",
    "policy.adapter.target-modules, [lm_head]",
    "policy.new-model.heads, 0",
    "policy.new-model.layers, 0",
    "policy.new-model.key-value-heads, 3",
    "policy.new-model.context-length, 0",
    "prompts.eval-fraction, 2",
    "prompts.chunk-size, 0",
    "checkpoints.keep, -1",
    "audit.every, -1",
  })
  void whatCannotBeIsRefusedAtOnce(String key, String value) {
    List<String> overrides = List.of(key + "=" + value);
    assertThatThrownBy(() -> new ConfigReader().read(GrpoConfig.class, overrides))
        .as(key)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            key.substring(0, key.indexOf('.') < 0 ? key.length() : key.indexOf('.')))
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void anAdjustmentNeedsAnAlgorithmThatMakesIt() {
    GrpoConfig adjusted =
        new ConfigReader().read(GrpoConfig.class, List.of("adjustment.strength=0.5")).settings();

    assertThatThrownBy(adjusted::check)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "adjustment is given, but the algorithm is grpo, which adjusts nothing: set algorithm"
                + " to grpovi, or leave adjustment out");
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "conf"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().contains("kubernetes"))
          .toList()
          .stream();
    }
  }

  /** Each is headed by the command that runs it. */
  @ParameterizedTest
  @MethodSource("files")
  void theFilesThatComeAlongAreRuns(Path file) throws IOException {
    RunSettings config = Configurations.settings(Configurations.read(file.toString(), List.of()));

    assertThat(config.run()).isNotBlank();
    List<String> lines = Files.readAllLines(file);
    String name = Path.of("..").relativize(file).toString();
    assertThat(lines.get(0) + lines.get(1)).contains("./vireo run ", name);
    assertThat(lines)
        .filteredOn(line -> line.matches("[a-z].*"))
        .first()
        .asString()
        .startsWith("pipeline: ");
  }

  @Test
  void aRunIsWhatDecidesItsBits() {
    String defaults = identity("seed=17");
    List<String> free =
        List.of(
            "iterations=99",
            "run=elsewhere",
            "checkpoints.keep=7",
            "audit.every=3",
            "evaluation.every=3",
            "prompts.path=elsewhere.jsonl",
            "policy.model=/elsewhere",
            "policy.from=/elsewhere",
            "rollouts.server.concurrency=3",
            "update.checkpoint-every=3",
            "device=gpu");
    for (String setting : free) {
      assertThat(identity(setting)).as(setting).isEqualTo(defaults);
    }
    List<String> decisive =
        List.of(
            "seed=1",
            "rollouts.top-k=5",
            "rollouts.stop=[7, x]",
            "policy.special-tokens=none",
            "prompts-per-iteration=3",
            "policy.adapter={rank: 4}");
    for (String setting : decisive) {
      assertThat(identity(setting)).as(setting).isNotEqualTo(defaults);
    }
  }

  @Test
  void whatEndsACompletionIsWrittenAsAListOrAlone() {
    assertThat(stop("[\"<|eot_id|>\", 128009, \"\\nQ:\"]"))
        .isEqualTo(new StopSettings(List.of(128009), List.of("<|eot_id|>", "\nQ:")));
    assertThat(stop("Q")).isEqualTo(new StopSettings(List.of(), List.of("Q")));
    for (String wrong : List.of("[1.5]", "{a: b}", "['']", "[-1]", "[true]")) {
      assertThatThrownBy(() -> stop(wrong))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("rollouts.stop");
    }
  }

  private static StopSettings stop(String written) {
    return new ConfigReader()
        .read(GrpoConfig.class, List.of("rollouts.stop=" + written))
        .settings()
        .rollouts()
        .stop();
  }

  @Test
  void anAdapterIsNamedByAnyOfItsKeys() {
    GrpoConfig config =
        new ConfigReader().read(GrpoConfig.class, List.of("policy.adapter.rank=4")).settings();

    assertThat(config.policy().adapter())
        .isEqualTo(new LoraSettings(4, 8, List.of("q_proj", "v_proj")));
    assertThat(identity("policy.adapter=null")).isEqualTo(identity("seed=17"));
  }

  /** Even where somebody writes it out: references to the environment stay such anyway. */
  @Test
  void aKeyIsNoPartOfARun() {
    String identity =
        Decisive.of(
                new ConfigReader()
                    .read(
                        GrpoConfig.class,
                        List.of(
                            "rollouts.server.url=http://h:1",
                            "rollouts.server.model=policy",
                            "rollouts.server.api-key=hunter2",
                            "rollouts.server.weights.mode=none",
                            "rollouts.engine=openai"))
                    .redacted(),
                GrpoConfig.class)
            .toString();
    assertThat(identity).contains("openai", "policy").doesNotContain("hunter2", "http://h:1");
  }

  /**
   * As text: a number that was written and one that is a default are nodes of different classes.
   */
  private static String identity(String setting) {
    JsonNode tree = new ConfigReader().read(GrpoConfig.class, List.of(setting)).redacted();
    return Decisive.of(tree, GrpoConfig.class).toString();
  }

  /** As text and back, so that numbers compare by what they say. */
  private static JsonNode tree(Object settings) {
    try {
      return SettingsMapper.mapper().readTree(SettingsMapper.mapper().writeValueAsString(settings));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
