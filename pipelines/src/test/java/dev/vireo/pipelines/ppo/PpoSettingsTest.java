package dev.vireo.pipelines.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Defaults, presets, and what is refused. */
final class PpoSettingsTest {

  /** What GRPO has not, or has otherwise. */
  private static final String OWN =
      """
      {"pipeline": "ppo", "preset": null,
       "critic": {"from": null, "adapter": null, "warm-up": 0,
         "update": {"groups-per-step": 0, "updates-per-iteration": 1, "gradient-shards": 4,
           "micro-batch-completions": 64, "gradient-checkpointing": false, "checkpoint-every": 0,
           "loss": {"clip": 0.2, "coefficient": 1.0, "after-last": true},
           "optimizer": {"learning-rate": 1e-5, "warmup-steps": 0, "beta1": 0.9, "beta2": 0.999,
             "adam-epsilon": 1e-8, "weight-decay": 0.0, "max-grad-norm": 1.0}}},
       "score": {"position": "last-token", "clip": null, "missing-eos-penalty": 0.0},
       "kl": {"beta": 0.05, "estimator": "k1", "clamp": null, "target": null, "horizon": 10000},
       "gae": {"gamma": 1.0, "lambda": 0.95},
       "whitening": {"advantages": true, "rewards": false, "ddof": 1, "epsilon": 1e-8,
         "use": "added"}}
      """;

  @TempDir Path folder;

  private static JsonNode tree(Object settings) {
    return SettingsMapper.mapper().valueToTree(settings);
  }

  @Test
  void defaultsAreGrposWithACritic() throws IOException {
    ObjectNode expected = (ObjectNode) tree(GrpoConfig.defaults());
    List.of(
            "algorithm",
            "dynamic-sampling",
            "aggregation",
            "adjustment",
            "advantage",
            "iterative",
            "audit")
        .forEach(expected::remove);
    expected.setAll((ObjectNode) SettingsMapper.mapper().readTree(OWN));
    assertThat(tree(PpoConfig.defaults())).isEqualTo(expected);
  }

  @Test
  void aPresetLiesUnderWhatIsWritten() throws IOException {
    Path yaml = folder.resolve("ppo.yaml");
    Files.writeString(yaml, "pipeline: ppo\npreset: openrlhf\ngae: {lambda: 0.9}\n");
    PpoConfig config = read(yaml);
    assertThat(config.preset()).isEqualTo("openrlhf");
    assertThat(config.gae().lambda()).isEqualTo(0.9);
    assertThat(config.score().clip()).isEqualTo(10);
    assertThat(config.kl().beta()).isEqualTo(0.01);
    assertThat(config.critic().update().optimizer().learningRate()).isEqualTo(9e-6);

    PpoConfig other = read(yaml, "preset=deepspeed-chat", "kl.beta=0.2");
    assertThat(other.score().clip()).isEqualTo(5);
    assertThat(other.whitening().advantages()).isFalse();
    assertThat(other.critic().update().loss().afterLast()).isFalse();
    assertThat(other.kl().beta()).isEqualTo(0.2);
    assertThat(other.gae().lambda()).isEqualTo(0.9);
    assertThat(read(yaml, "preset=null").score().clip()).isNull();

    assertThatThrownBy(() -> read(yaml, "preset=trl"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "preset is 'trl'; it must be one of [trl-1.12, openrlhf, verl, deepspeed-chat]");
  }

  private static PpoConfig of(String... settings) {
    return new ConfigReader().read(PpoConfig.class, List.of(settings)).settings();
  }

  private static PpoConfig read(Path yaml, String... overrides) {
    return new ConfigReader().read(PpoConfig.class, yaml, List.of(overrides)).settings();
  }

  @Test
  void thePolicyIsBehindTheCriticByItsWarmUp() {
    PpoConfig config =
        of(
            "critic.warm-up=2",
            "critic.update.updates-per-iteration=3",
            "update.groups-per-step=16",
            "evaluation.every=1",
            "kl.beta=0");
    assertThat(config.stepsPerIteration()).isEqualTo(4);
    assertThat(config.criticStepsPerIteration()).isEqualTo(3);
    assertThat(config.stepAfter(2)).isZero();
    assertThat(config.stepAfter(5)).isEqualTo(12);
    assertThat(config.evaluatesAfter(0)).isTrue();
    assertThat(config.evaluatesAfter(2)).isFalse();
    assertThat(config.evaluatesAfter(3)).isTrue();
    assertThat(config.needsReference()).isFalse();
    PpoPipeline pipeline = new PpoPipeline(new StageContext(null, null, 17, Progress.NONE), config);
    assertThat(pipeline.stepsBefore("critic", 4)).isEqualTo(9);
    assertThat(pipeline.stepsBefore("checkpoints", 4)).isEqualTo(4);
  }

  @Test
  void aPolicyThatWouldNeverBeTrainedIsRefused() {
    PpoConfig config = of("critic.warm-up=2", "iterations=2");
    assertThatThrownBy(config::check)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "critic.warm-up is 2, but iterations is 2, so the policy would never be trained: raise"
                + " iterations, or lower critic.warm-up");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kl.horizon=500 | kl.horizon is 500, but without kl.target beta does not adapt: set kl.target, or leave kl.horizon out",
        "kl={beta: 0, estimator: k3} | kl.estimator is k3, but kl.beta is 0, so that no kl is estimated: raise kl.beta, or leave kl.estimator out",
        "whitening={advantages: false, use: floor} | whitening.use is floor, but nothing is whitened: set whitening.advantages or whitening.rewards, or leave whitening.use out",
      })
  void whatWouldChangeNothingIsRefused(String setting, String message) {
    PpoConfig config = of(setting);
    assertThatThrownBy(config::check).isInstanceOf(InputException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kl={target: 0.1, horizon: 500}",
        "kl={beta: 0}",
        "whitening={advantages: false, rewards: true, use: floor}",
        "preset=verl",
        "preset=openrlhf",
      })
  void whatIsUsedOrAPresetsIsAccepted(String setting) {
    PpoConfig config =
        of(
            setting,
            "whitening.advantages=false",
            "policy.new-model={}",
            "rewards=[{type: length, name: short, options: {target: 3}}]");
    assertThatCode(config::check).doesNotThrowAnyException();
  }

  @Test
  void anEnvironmentIsNamed() {
    PpoConfig config =
        of(
            "policy.new-model={context-length: 600}",
            "rewards=[{type: environment, name: said}]",
            "environment={max-turns: 2}");
    assertThatThrownBy(config::check)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("environment.type is missing");
  }

  @Test
  void valuesPublishedFromOutsideAreRefused() {
    PpoConfig config =
        of(
            "policy.new-model={context-length: 600}",
            "prompts.answer-column=answer",
            "rewards=[{type: dataset, name: given}]");
    assertThatThrownBy(config::check)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "reward 'given' is of type dataset, which pipeline ppo does not wait for: use another"
                + " type, or pipeline grpo");
  }
}
