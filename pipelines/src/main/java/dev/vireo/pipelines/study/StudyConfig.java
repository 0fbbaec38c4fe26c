package dev.vireo.pipelines.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.bestofn.MajorityVote;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.continuations.SearchSettings;
import dev.vireo.jobs.rewards.stage.ConfiguredRewards;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.rollouts.server.WeightMode;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.study.StudySettings;
import dev.vireo.jobs.study.StudySplit;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.List;

/**
 * A study, as a YAML file describes it.
 *
 * @param pipeline the kind of run: study
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param device where policies compute: gpu, cpu, or auto (a GPU if there is one)
 * @param compute the format of matrix products: f32, bf16 (with sums in float32; what is trained
 *     stays float32), or auto (bf16 where the driver multiplies it natively)
 * @param policy the policy that is sampled; it is not trained
 * @param prompts where prompts come from
 * @param rollouts how completions are sampled; the group size is N
 * @param environment what the policy acts in, turn by turn, until it ends a conversation; each
 *     completion is one message without it
 * @param rewards the proxy and the gold reward are among them
 * @param study what is compared
 */
public record StudyConfig(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    @DecidesNothing DeviceChoice device,
    ComputeChoice compute,
    PolicySettings policy,
    PromptSettings prompts,
    RolloutSettings rollouts,
    EnvironmentSettings environment,
    List<RewardSettings> rewards,
    StudySettings study)
    implements PolicyRun {

  /** The name of the pipeline. */
  public static final String NAME = "study";

  public StudyConfig {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    rewards = List.copyOf(rewards);
  }

  /** Every default but the run directory, the policy, the prompts and the rewards. */
  public static StudyConfig defaults() {
    return new StudyConfig(
        NAME,
        null,
        17,
        DeviceChoice.AUTO,
        ComputeChoice.F32,
        PolicySettings.defaults(),
        PromptSettings.defaults(),
        RolloutSettings.defaults().withGroupSize(64),
        null,
        List.of(),
        StudySettings.defaults());
  }

  /** Nothing is trained. */
  @Override
  public List<FineTunePhase> sft() {
    return List.of();
  }

  /** The study judges. */
  @Override
  public EvaluationSettings evaluation() {
    return EvaluationSettings.defaults();
  }

  /** Nothing is trained. */
  @Override
  public CheckpointSettings checkpoints() {
    return CheckpointSettings.defaults();
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    RunSettings.require("prompts.path", prompts.path());
    if (study.trained() != null) {
      RunSettings.require("study.trained.run", study.trained().run());
    }
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public void check() {
    if (policy.isNew() || policy.adapter() != null) {
      throw new InputException(
          "A study samples a policy and trains none: give policy.model or policy.from, and no policy.adapter");
    }
    RunConversations.checkSettings(this);
    RunChecks.policy(this);
    requireOneMessage();
    requireCompletions();
    RunSettings.require("study.gold", study.gold());
    requireReward("study.gold", study.gold());
    requireReward("study.proxy", study.proxy());
    if (study.search() != null) {
      requireSearch(study.search());
    }
    if (study.refine() != null) {
      requireReward("study.refine.score", study.refine().score());
      StudyRefinement.check(this);
    }
    if (study.accept() != null) {
      requireReward("study.accept.by", study.accept().by());
      requireTrainingPrompts();
    }
    rewards.stream()
        .filter(RewardSettings::isDataset)
        .findFirst()
        .ifPresent(
            reward -> {
              throw new InputException(
                  "reward '%s' is of type dataset, which a study does not wait for: compute it by a reward of another type"
                      .formatted(reward.name()));
            });
  }

  /** What goes on from an answer, or is learned from as a text, is one message. */
  private void requireOneMessage() {
    refuseConversations("search", study.search(), "searches over the steps of one message");
    refuseConversations("refine", study.refine(), "improves answers of one message");
    refuseConversations(
        "accept",
        study.accept(),
        "makes demonstrations, of which all is learned, what the environment says too");
  }

  private void refuseConversations(String key, Object given, String reason) {
    if (environment != null && given != null) {
      throw new InputException(
          "environment is given, and study.%s, which %s: leave one of the two out"
              .formatted(key, reason));
    }
  }

  private void requireCompletions() {
    int completions = rollouts.groupSize();
    if (completions < 2) {
      throw new InputException(
          "rollouts.group-size is %d; a study chooses among at least 2 completions of a prompt"
              .formatted(completions));
    }
    if (rollouts.temperature() == 0) {
      throw new InputException(
          "rollouts.temperature is 0, so that all completions of a prompt are the same: raise it");
    }
    if (study.trained() != null
        && rollouts.engine() == Engine.OPENAI
        && rollouts.server().weights().mode() == WeightMode.NONE) {
      throw new InputException(
          "study.trained samples checkpoints, but rollouts.server.weights.mode is none, so that the server would sample another policy: let it load weights, or set rollouts.engine to local");
    }
    if (study.vote() != null && completions > MajorityVote.LARGEST_GROUP) {
      throw new InputException(
          "rollouts.group-size is %d; at most %d completions can vote: lower it, or leave out study.vote"
              .formatted(completions, MajorityVote.LARGEST_GROUP));
    }
  }

  private void requireSearch(SearchSettings search) {
    RunSettings.require("study.search.guide", search.guide());
    requireReward("study.search.guide", search.guide());
    if (rollouts.engine() != Engine.LOCAL) {
      throw new InputException(
          "rollouts.engine is openai; a search over steps samples here: set it to local");
    }
    if (rollouts.stop().texts().contains(search.separator())) {
      throw new InputException(
          "study.search.separator ends a step, but rollouts.stop ends the completion there: take it out of rollouts.stop");
    }
    List<RewardSettings> guide =
        rewards.stream().filter(reward -> reward.name().equals(search.guide())).toList();
    if (!ConfiguredRewards.ofColumns(guide).isEmpty()) {
      throw new InputException(
          "study.search.guide is '%s', which works on columns; a search asks for rewards within its tasks: name a reward of another type"
              .formatted(search.guide()));
    }
    if (RewardScorer.create(List.of(guide.get(0).weighted(1))).judgesSteps()) {
      throw new InputException(
          "study.search.guide is '%s', which gives each step a reward: set its option aggregate to last, min or product"
              .formatted(search.guide()));
    }
  }

  private void requireReward(String key, String name) {
    List<String> names = rewards.stream().map(RewardSettings::name).toList();
    if (name != null && !names.contains(name)) {
      throw new InputException("%s is '%s'; it must be one of %s".formatted(key, name, names));
    }
  }

  private void requireTrainingPrompts() {
    if (study.split() != StudySplit.TRAIN) {
      throw new InputException(
          "study.accept makes demonstrations, but study.split is eval, and prompts that are held out are not trained on: set study.split to train");
    }
  }

  @Override
  public StudyPipeline pipeline(StageContext context) {
    return new StudyPipeline(context, this);
  }
}
