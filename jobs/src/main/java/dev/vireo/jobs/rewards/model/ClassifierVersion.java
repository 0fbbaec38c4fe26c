package dev.vireo.jobs.rewards.model;

import ai.djl.Device;
import dev.vireo.jobs.policy.NodeCopies;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A reward model's directory as tasks use it.
 *
 * @param folder the directory, where every machine reaches it
 * @param config shape of its decoder
 * @param head one score for each label
 */
record ClassifierVersion(PublishedFolder folder, ModelConfig config, Head head)
    implements ModelVersion {

  /** The version of a directory that is opened. */
  static ClassifierVersion of(RewardModelDirectory place, ModelDirectory directory) {
    return new ClassifierVersion(place.folder(), directory.config(), directory.head());
  }

  @Override
  public String key() {
    return folder.filesHash();
  }

  @Override
  public boolean isFrozen() {
    return true;
  }

  @Override
  public ParameterSet parameters() {
    return open().parameters();
  }

  @Override
  public FrozenParameters frozen(Compute compute) {
    return FrozenParameters.load(open(), compute);
  }

  /**
   * Rewards are computed where Spark schedules no devices, and in float32: a score is a number in
   * its own right.
   */
  @Override
  public Compute compute() {
    return Compute.on(Device.cpu());
  }

  /** The model as tasks score with it. */
  ModelScorer scorer() {
    return new ModelScorer(Role.REWARD, this, this::path);
  }

  /**
   * A reward's options for a fingerprint: the directory counts by its files, wherever it is, and
   * the workers count where the run has some.
   */
  Map<String, Object> identity(Map<String, Object> options) {
    Map<String, Object> identity = new LinkedHashMap<>(options);
    identity.remove("path");
    identity.put("content", key());
    TorchSettings.here().ifPresent(workers -> identity.put("torch", workers));
    return identity;
  }

  /** The directory on this machine, or a copy of it. */
  Path path() {
    return NodeCopies.REWARD_MODELS.of(folder);
  }

  private ModelDirectory open() {
    return ModelDirectory.open(path(), head.kind());
  }
}
