package dev.vireo.pipelines.ppo;

import dev.vireo.jobs.policy.StartingCritic;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.training.CriticUpdateSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.pipelines.run.IterationWork;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.PolicyBase;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import dev.vireo.pipelines.run.SideModel;
import java.nio.file.Path;
import java.util.Optional;

/** What the critic's stages have in memory. */
final class PpoWork {

  private PpoWork() {}

  /** A group at a time. */
  static ModelWork scoreValues(PpoConfig config) {
    return new ModelWork(
        "values",
        Kind.SCORING,
        critic(config),
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
        update.gradientShards(),
        IterationWork.step(
            config,
            update.groupsPerStep(),
            update.gradientShards(),
            update.microBatchCompletions()));
  }

  private static SideModel critic(PpoConfig config) {
    CriticSettings critic = config.critic();
    Optional<Path> directory = Optional.ofNullable(critic.from()).map(StartingCritic::directory);
    directory.ifPresent(place -> StartingCritic.requireShape(place, critic.adapter()));
    Optional<ModelDirectory> from = directory.map(StartingCritic::under);
    ModelConfig shape = from.map(ModelDirectory::config).orElseGet(config::shape);
    Optional<SideModel.Frozen> under =
        Optional.ofNullable(critic.adapter())
            .map(
                adapter ->
                    SideModel.Frozen.of(
                        from.map(model -> PolicyBase.under(config, model.path()))
                            .orElse(PolicyBase.NAME),
                        shape,
                        from.map(ModelDirectory::head).orElseGet(config::head)));
    return new SideModel(Role.CRITIC, shape, new ScalarHead(1), critic.adapter(), under);
  }
}
