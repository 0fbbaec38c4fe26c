package dev.vireo.pipelines.study;

import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import dev.vireo.pipelines.run.StageWork;
import java.util.List;

/** What the stages of a study have in memory. */
final class StudyWork {

  /** Tokens of a long template of study.refine. */
  private static final int TEMPLATE = 256;

  private StudyWork() {}

  /** Sampling; where a server samples, its completions' log-probabilities. */
  static PolicyWork collectRollouts(StudyConfig config) {
    RolloutSettings rollouts = config.rollouts();
    if (rollouts.engine() != Engine.LOCAL) {
      return scoring("rollouts' log-probabilities", config, rollouts.groupSize());
    }
    return new PolicyWork(
        "rollouts",
        Kind.SAMPLING,
        false,
        chunks(config),
        config.environment() == null
            ? Shape.groups(rollouts.chunkGroups(), rollouts.groupSize())
            : IterationWork.turns(rollouts.chunkGroups() * rollouts.groupSize()));
  }

  /** Log-probabilities of trained policies' completions under the study's own. */
  static PolicyWork scoreLogprobs(StudyConfig config) {
    return scoring("reference", config, config.study().trained().samples());
  }

  /** The reward models, one after the other. */
  static List<StageWork> scoreRewards(StudyConfig config) {
    return IterationWork.scoreRewards(config, config.rewards(), chunks(config));
  }

  /** A batch of beginnings; the guide follows it, as the rewards do where they are scored. */
  static PolicyWork search(StudyConfig config) {
    return new PolicyWork(
        "search",
        Kind.SAMPLING,
        false,
        chunks(config),
        Shape.groups(config.rollouts().chunkGroups(), config.study().search().branches()));
  }

  /** Answers that are improved; a prompt may be read twice, with a template of some length. */
  static PolicyWork refine(StudyConfig config) {
    int answers = config.rollouts().chunkGroups() * config.study().refine().chains();
    return new PolicyWork(
        "refinement",
        Kind.SAMPLING,
        false,
        chunks(config),
        (prompt, completion, context) -> {
          int read =
              Math.min(Math.max(1, context - completion), 2 * prompt + completion + TEMPLATE);
          return new BatchShape(PromptSampler.atOnce(answers, read), 1, read, completion);
        });
  }

  /** A group at a time. */
  private static PolicyWork scoring(String name, StudyConfig config, int groupSize) {
    return new PolicyWork(name, Kind.SCORING, false, chunks(config), Shape.groups(1, groupSize));
  }

  private static int chunks(StudyConfig config) {
    int prompts = config.study().prompts();
    return prompts == 0
        ? StageWork.MANY
        : PolicyWork.parts(prompts, config.rollouts().chunkGroups());
  }
}
