package dev.vireo.pipelines.ppo;

import dev.vireo.jobs.policy.StartingCritic;
import dev.vireo.jobs.training.CriticUpdateSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;

/** What the critic's stages have in memory. */
final class PpoWork {

  private PpoWork() {}

  /** A group at a time. */
  static ModelWork scoreValues(PpoConfig config) {
    return new ModelWork(
        "values",
        Kind.SCORING,
        critic(config),
        new ScalarHead(1),
        config.critic().adapter(),
        IterationWork.chunks(config),
        Shape.groups(1, config.rollouts().groupSize()));
  }

  /** A step of the critic. */
  static ModelWork updateCritic(PpoConfig config) {
    CriticUpdateSettings update = config.critic().update();
    return new ModelWork(
        "critic",
        Kind.training(update.gradientCheckpointing()),
        critic(config),
        new ScalarHead(1),
        config.critic().adapter(),
        update.gradientShards(),
        IterationWork.step(
            config,
            update.groupsPerStep(),
            update.gradientShards(),
            update.microBatchCompletions()));
  }

  private static ModelConfig critic(PpoConfig config) {
    return config.critic().from() == null
        ? config.shape()
        : ModelDirectory.openAny(StartingCritic.directory(config.critic().from())).config();
  }
}
