package dev.vireo.jobs.rewards.model;

import ai.djl.Device;
import dev.vireo.jobs.policy.NodeCopies;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.run.PublishedFolder;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A reward model's directory as tasks use it. An adapter's base is in memory once, with whatever
 * other role lies beside the same model.
 *
 * @param folder the directory, where every machine reaches it
 * @param config shape of its decoder
 * @param head one score for each label
 * @param under what lies under an adapter; null of a whole model
 */
record ClassifierVersion(PublishedFolder folder, ModelConfig config, Head head, Under under)
    implements ModelVersion {

  /**
   * The model under an adapter.
   *
   * @param base its directory, at the same place on every machine
   * @param adaptation the same as slots see it, with the adapter's shape
   * @param key names adapter and model together
   * @param products the format in which they multiply
   */
  record Under(PolicyCheckpoint base, Adaptation adaptation, String key, FloatFormat products)
      implements Serializable {}

  /** Where a worker finds the model. */
  private record Directories(ClassifierVersion version) implements ModelScorer.Files {

    @Override
    public Path model() {
      return version.under == null ? version.files() : version.under.base().local();
    }

    @Override
    public Optional<Path> adapter() {
      return version.under == null ? Optional.empty() : Optional.of(version.files());
    }
  }

  /** The version of a whole model that is opened. */
  static ClassifierVersion of(PublishedFolder folder, ModelDirectory directory) {
    return new ClassifierVersion(folder, directory.config(), directory.head(), null);
  }

  @Override
  public String key() {
    return under == null ? folder.filesHash() : under.key();
  }

  @Override
  public boolean isFrozen() {
    return under == null;
  }

  /** Of an adapter, the adapter and the head. */
  @Override
  public ParameterSet parameters() {
    return under == null ? open().parameters() : AdapterDirectory.read(files(), config).values();
  }

  @Override
  public Optional<Adaptation> adaptation() {
    return Optional.ofNullable(under).map(Under::adaptation);
  }

  @Override
  public FrozenParameters frozen(Compute compute) {
    return FrozenParameters.load(open(), compute);
  }

  /**
   * Rewards are computed where Spark schedules no devices, and in float32 unless asked otherwise: a
   * score is a number in its own right.
   */
  @Override
  public Compute compute() {
    return under == null ? Compute.on(Device.cpu()) : new Compute(Device.cpu(), under.products());
  }

  /** The model as tasks score with it. */
  ModelScorer scorer() {
    return new ModelScorer(Role.REWARD, this, new Directories(this));
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

  /** Where the directory is, for messages. */
  String location() {
    return folder.run().uri(folder.path());
  }

  /** Where its tokenizer and chat template are on this machine: in the directory or its copy. */
  Path path() {
    return under == null ? files() : OpenedModel.texts(files(), under.base().local());
  }

  private Path files() {
    return NodeCopies.REWARD_MODELS.of(folder);
  }

  private ModelDirectory open() {
    return ModelDirectory.open(files(), head.kind());
  }
}
