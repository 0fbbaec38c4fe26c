package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.PublishedFolder;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A policy at rest. It travels with Spark tasks; the files stay where they are until a task needs
 * them, and are then copied to the node once.
 *
 * @param folder the checkpoint's own folder
 * @param step optimizer steps of reinforcement behind it; 0 for the policy a run starts from
 * @param under the whole model that the folder's adapter lies beside; null where the folder holds a
 *     whole model itself
 * @param products the format in which a run multiplies by it, where the policy is the one that a
 *     run starts from: float32 where it is not, as the content of later ones tells
 */
public record PolicyCheckpoint(
    PublishedFolder folder, long step, PolicyCheckpoint under, FloatFormat products)
    implements Serializable {

  /** A checkpoint that a run has made. */
  public PolicyCheckpoint(PublishedFolder folder, long step, PolicyCheckpoint under) {
    this(folder, step, under, FloatFormat.FLOAT32);
  }

  /**
   * A model directory that no run made, as the policy a run starts from.
   *
   * @throws dev.vireo.algorithms.InputException if it is not the directory of a model on this
   *     machine
   */
  public static PolicyCheckpoint starting(Path directory) {
    ModelDirectory.configOf(directory);
    return new PolicyCheckpoint(PublishedFolder.of(directory), 0, null);
  }

  /**
   * The same, as a run starts from it. All that the run makes depends on the format in which it
   * multiplies, and on this policy.
   */
  public PolicyCheckpoint multipliedIn(FloatFormat format) {
    return new PolicyCheckpoint(folder, step, under, format);
  }

  /** What a stage names as its input: every file of the folder counts, and the model under it. */
  public String contentHash() {
    if (under != null) {
      return CanonicalJson.hash(under.contentHash() + "\n" + folder.filesHash());
    }
    return products == FloatFormat.FLOAT32
        ? folder.filesHash()
        : CanonicalJson.hash(products.typeName() + "\n" + folder.filesHash());
  }

  /** The checkpoint with the whole model: configuration, tokenizer and all that training leaves. */
  public PolicyCheckpoint base() {
    return under == null ? this : under;
  }

  /**
   * The folder's files on this machine: where they are, or a copy that is made once per machine.
   *
   * @throws dev.vireo.algorithms.InputException if the files have been cleaned up
   */
  public Path local() {
    return CheckpointFiles.local(this);
  }

  /**
   * Looks at the bytes of the folder's files, where they lie on this machine, unless this process
   * wrote them. Other file systems have checksums of their own, and copies from them are checked.
   *
   * @throws dev.vireo.algorithms.InputException if the files have been cleaned up
   * @throws dev.vireo.store.files.StorageException if a file is missing or damaged; it says what to
   *     delete
   */
  public void verify() {
    CheckpointFiles.require(this);
    if (folder.run().local(folder.path()).isPresent()) {
      folder.verify();
    }
  }

  /** The file that says what a checkpoint's parameters are: it is deleted first. */
  static String config(Manifest manifest) {
    boolean adapter =
        manifest.chunks().stream().anyMatch(file -> file.file().equals(AdapterDirectory.CONFIG));
    return adapter ? AdapterDirectory.CONFIG : ModelDirectory.CONFIG_FILE;
  }

  /** The whole model's directory on this machine, opened. */
  public ModelDirectory model() {
    return ModelDirectory.openAny(base().local());
  }

  /** What is trained of the policy: all of it, or the adapter. */
  public PolicyForm form() {
    ModelDirectory model = model();
    return under == null
        ? new PolicyForm.FullModel(model.config(), model.head(), model.carriedFiles())
        : new PolicyForm.Adapter(
            under, model.config(), AdapterDirectory.read(local(), model.config()).adapter());
  }

  /** The policy as tasks use it. */
  public ModelVersion version() {
    PolicyForm form = form();
    return new CheckpointVersion(this, form.config(), form.head(), form.adaptation().orElse(null));
  }

  /** The same where no task trains it, so that slots share what can be shared. */
  public ModelVersion untrained() {
    return under == null ? new BaseVersion(this, form().config()) : version();
  }

  @Override
  public String toString() {
    return folder.run().uri(folder.path());
  }
}
