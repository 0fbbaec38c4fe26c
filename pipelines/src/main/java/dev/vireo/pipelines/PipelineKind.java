package dev.vireo.pipelines;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.config.Setting;
import dev.vireo.pipelines.config.Suggestion;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.mllib.MllibSettings;
import dev.vireo.pipelines.online.OnlinePreferenceConfig;
import dev.vireo.pipelines.ppo.PpoConfig;
import dev.vireo.pipelines.preference.PreferenceConfig;
import dev.vireo.pipelines.processreward.ProcessRewardConfig;
import dev.vireo.pipelines.rewardmodel.RewardModelConfig;
import dev.vireo.pipelines.sft.SftSettings;
import dev.vireo.pipelines.study.StudyConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of run, as {@code pipeline:} names it.
 *
 * @param name its name
 * @param settings the record of its settings
 * @param purpose what it does, in one sentence
 * @param required keys that have no default, each with a value to begin with, in YAML
 */
public record PipelineKind(
    String name, Class<? extends Record> settings, String purpose, Map<String, String> required) {

  /** All there are. */
  public static final List<PipelineKind> ALL =
      List.of(
          new PipelineKind(
              SftSettings.NAME,
              SftSettings.class,
              "Trains a policy on demonstrations, phase after phase.",
              Map.of(
                  "run", "runs/sft",
                  "policy.model", "model",
                  "sft", "[{name: tuned, demonstrations: {path: demonstrations.jsonl}}]")),
          new PipelineKind(
              GrpoConfig.NAME,
              GrpoConfig.class,
              "Rewards the policy's own completions and trains it on them by GRPO or GRPOVI,"
                  + " iteration after iteration.",
              Map.of(
                  "run", "runs/grpo",
                  "prompts.path", "prompts.jsonl",
                  "prompts.answer-column", "answer",
                  "policy.model", "model",
                  "rewards", "[{type: exact-match}]")),
          new PipelineKind(
              PpoConfig.NAME,
              PpoConfig.class,
              "Rewards the policy's own completions and trains it on them by PPO, beside a critic"
                  + " that values their states, iteration after iteration.",
              Map.of(
                  "run", "runs/ppo",
                  "prompts.path", "prompts.jsonl",
                  "prompts.answer-column", "answer",
                  "policy.model", "model",
                  "rewards", "[{type: exact-match}]")),
          new PipelineKind(
              OnlinePreferenceConfig.NAME,
              OnlinePreferenceConfig.class,
              "Rewards the policy's own completions and trains it on pairs of them (online DPO and"
                  + " related losses), iteration after iteration.",
              Map.of(
                  "run", "runs/online-preference",
                  "prompts.path", "prompts.jsonl",
                  "prompts.answer-column", "answer",
                  "policy.model", "model",
                  "rewards", "[{type: exact-match}]")),
          new PipelineKind(
              PreferenceConfig.NAME,
              PreferenceConfig.class,
              "Trains a policy on pairs of completions (DPO and related losses) or on completions"
                  + " with a verdict (KTO).",
              Map.of(
                  "run", "runs/preference",
                  "policy.model", "model",
                  "preferences.path", "pairs.jsonl")),
          new PipelineKind(
              RewardModelConfig.NAME,
              RewardModelConfig.class,
              "Trains a reward model on pairs of completions, or on completions with a label or a"
                  + " rating: a language model with a new head that gives one score.",
              Map.of(
                  "run", "runs/reward-model",
                  "policy.model", "model",
                  "preferences.path", "pairs.jsonl")),
          new PipelineKind(
              ProcessRewardConfig.NAME,
              ProcessRewardConfig.class,
              "Trains a process reward model on labels of steps, from files or made by continuing"
                  + " from each step of a run's rollouts.",
              Map.of(
                  "run", "runs/process-reward-model",
                  "policy.model", "model",
                  "step-labels.path", "steps.jsonl")),
          new PipelineKind(
              StudyConfig.NAME,
              StudyConfig.class,
              "Samples each prompt N times and says what choosing among n completions is worth, by"
                  + " best-of-n and votes, beside policies that were trained on the same reward.",
              Map.of(
                  "run", "runs/study",
                  "prompts.path", "prompts.jsonl",
                  "prompts.answer-column", "answer",
                  "prompts.eval-fraction", "0.1",
                  "policy.model", "model",
                  "rewards", "[{type: exact-match, name: exact}]",
                  "study.gold", "exact")),
          new PipelineKind(
              MllibSettings.NAME,
              MllibSettings.class,
              "Trains a linear reward model on preferences with Spark MLlib.",
              Map.of("run", "runs/mllib", "preferences.path", "preferences.jsonl")));

  public PipelineKind {
    Map<String, String> all = new HashMap<>(required);
    all.put("pipeline", name);
    required = Map.copyOf(all);
  }

  /** The names of all. */
  public static List<String> names() {
    return ALL.stream().map(PipelineKind::name).toList();
  }

  /**
   * The first that has a key, beginning with one.
   *
   * @param path the key; null for none in particular
   * @return that one too where no pipeline has it
   */
  public static PipelineKind having(String path, PipelineKind first) {
    return path == null || Setting.isKnown(first.keys(), path)
        ? first
        : ALL.stream().filter(kind -> Setting.isKnown(kind.keys(), path)).findFirst().orElse(first);
  }

  /**
   * The one of a name.
   *
   * @throws InputException if there is none
   */
  public static PipelineKind named(String name) {
    List<String> names = names();
    return ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "There is no pipeline '%s'%s The pipelines are %s"
                        .formatted(
                            name,
                            Suggestion.of(name, names)
                                .map(each -> "; did you mean '" + each + "'?")
                                .orElse("."),
                            String.join(", ", names))));
  }

  /** Its keys. */
  public List<Setting> keys() {
    return Setting.of(settings);
  }
}
