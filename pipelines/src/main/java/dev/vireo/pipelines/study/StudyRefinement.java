package dev.vireo.pipelines.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.TextTemplate;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.rollouts.refinement.RefineCompletions;
import dev.vireo.jobs.rollouts.refinement.RefineSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.study.RefinedAnswers;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The rounds in which the policy of a study improves its own answers. */
final class StudyRefinement {
  private final StageContext context;
  private final StudyConfig config;
  private final RefineSettings settings;
  private final Preparation preparation;

  /**
   * @param preparation makes the policy
   */
  StudyRefinement(StageContext context, StudyConfig config, Preparation preparation) {
    this.context = context;
    this.config = config;
    this.settings = config.study().refine();
    this.preparation = preparation;
  }

  /** Whether a round reads the rewards of the one before. */
  static boolean readsRewards(StudyConfig config) {
    return config.study().refine() != null && config.study().refine().score() != null;
  }

  /**
   * Each round after the other, and the rewards of its answers; empty if none are asked for.
   *
   * @param rollouts the policy's completions
   * @param rewards theirs
   * @param sampling how the policy samples
   */
  Optional<RefinedAnswers> run(
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      Supplier<RolloutSettings> sampling,
      Supplier<ScoreRewards> scoring) {
    if (settings == null) {
      return Optional.empty();
    }
    PolicyCheckpoint policy = preparation.base();
    RefineCompletions stage =
        new RefineCompletions(
            settings, sampling.get(), preparation.encoder(policy), chat(config).orElse(null));
    List<RefinedAnswers.Round> rounds = new ArrayList<>();
    DatasetHandle<Rollout> answers = rollouts;
    DatasetHandle<Rewards> scores = rewards;
    for (int round = 1; round <= settings.rounds(); round++) {
      answers =
          stage.run(
              context,
              round,
              answers,
              readsRewards(config) ? Optional.of(scores) : Optional.empty());
      scores =
          scoring
              .get()
              .run(
                  context.session(),
                  RefineCompletions.folder(context.run()),
                  round,
                  answers,
                  context.progress());
      rounds.add(
          new RefinedAnswers.Round(
              answers,
              scores,
              answers.total(RefineCompletions.READ),
              answers.total(RefineCompletions.WRITTEN),
              answers.total(RefineCompletions.PROMPTS)));
    }
    return Optional.of(new RefinedAnswers(settings.chains(), rewards, rounds));
  }

  /** What a round reads of the configuration. */
  Fingerprint declared(int round) {
    return RefineCompletions.declared(
        round, settings, RunRollouts.of(config, Progress.NONE), chat(config), context.seed());
  }

  /** How prompts that are chats go through the chat template. */
  private static Optional<ChatSettings> chat(StudyConfig config) {
    return config.prompts().isChat() ? Optional.of(config.prompts().chat()) : Optional.empty();
  }

  /**
   * Checks what can be known of it before the first stage.
   *
   * @throws InputException saying what is wrong, and what to do
   */
  static void check(StudyConfig config) {
    RefineSettings refine = config.study().refine();
    if (config.rollouts().engine() != Engine.LOCAL) {
      throw new InputException(
          "rollouts.engine is openai; study.refine samples here: set it to local");
    }
    int completions = config.rollouts().groupSize();
    if (refine.chains() > completions) {
      throw new InputException(
          "study.refine.chains is %d, but rollouts.group-size is %d, and each chain begins with one of these completions: lower it, or raise rollouts.group-size"
              .formatted(refine.chains(), completions));
    }
    requireRoom(config, refine.text(chat(config).isPresent()));
  }

  /** A prompt, an answer and the template, and then another answer, must fit. */
  private static void requireRoom(StudyConfig config, TextTemplate template) {
    Path model = Path.of(config.policy().model());
    int context = ModelDirectory.configOf(model).contextLength();
    int text;
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      text = tokenizer.encode(String.join("", template.parts())).length;
    }
    int chat = chat(config).isPresent() ? 1 : 0;
    int prompt = Math.max(1, config.prompts().maxPromptTokens());
    int answer = config.rollouts().maxNewTokens();
    int prompts = chat + Collections.frequency(template.columns(), "prompt");
    int answers = chat + Collections.frequency(template.columns(), "answer") + 1;
    int needed = prompts * prompt + answers * answer + text;
    if (needed > context) {
      throw new InputException(
          "study.refine needs room for %d tokens and the policy's context has %d: a prompt of %d tokens, answers of rollouts.max-new-tokens %d, the last one and the next, and study.refine.template, which has %d without them; lower one of these"
              .formatted(needed, context, prompt, answer, text));
    }
  }
}
