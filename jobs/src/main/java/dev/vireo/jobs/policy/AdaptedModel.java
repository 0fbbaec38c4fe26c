package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.run.PublishedFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory that no checkpoint of this run is, with an adapter that names the model beside which
 * it lies.
 *
 * @param folder the adapter, and its head where it has one of its own
 * @param base the whole model, at the same place on every machine
 */
public record AdaptedModel(PublishedFolder folder, PolicyCheckpoint base) {

  /** Whether a directory holds an adapter, and not a whole model. */
  public static boolean isAt(Path directory) {
    return AdapterDirectory.isAt(directory)
        && !Files.exists(directory.resolve(ModelDirectory.CONFIG_FILE));
  }

  /**
   * The model beside which an adapter lies.
   *
   * @throws InputException if it is not there
   */
  public static ModelDirectory model(Path adapter) {
    String named = AdapterDirectory.baseOf(adapter);
    try {
      return ModelDirectory.openAny(Path.of(named));
    } catch (InputException e) {
      throw new InputException(
          "the adapter %s lies beside another model, base_model_name_or_path of its %s: %s. Write the path of the model that it was trained on there"
              .formatted(adapter, AdapterDirectory.CONFIG, e.getMessage()),
          e);
    }
  }

  /**
   * An adapter with the model that it names: all files of both are read to know them.
   *
   * @param folder the adapter, as tasks reach it
   * @param here the same on this machine
   */
  public static AdaptedModel of(PublishedFolder folder, Path here) {
    Path model = model(here).path();
    return new AdaptedModel(folder, new PolicyCheckpoint(PublishedFolder.of(model), 0, null));
  }

  /** The same in a format of products, which then counts as part of the model, as in a run's. */
  public AdaptedModel multipliedIn(FloatFormat format) {
    return new AdaptedModel(folder, base.multipliedIn(format));
  }

  /** What lies under the adapter as tasks use it, and the adapter's shape. */
  public PolicyForm.Adapter form(AdapterDirectory adapter) {
    return new PolicyForm.Adapter(base, base.model().config(), adapter.adapter());
  }

  /** Its parameters, to go on from. */
  CheckpointStore.Content content(Path here) {
    AdapterDirectory adapter = AdapterDirectory.read(here, base.model().config());
    return new CheckpointStore.Content(
        form(adapter), adapter.values(), OptimizerState.initial(adapter.values()), StepLog.none());
  }

  /**
   * Names adapter and model together: what the adapter says and holds, and the model's files,
   * wherever that is.
   *
   * @param here the adapter on this machine
   */
  public String key(Path here) {
    StringBuilder text = new StringBuilder(base.contentHash()).append('\n');
    text.append(new String(AdapterDirectory.withoutBase(here), StandardCharsets.UTF_8));
    for (ChunkSummary file : folder.manifest().chunks()) {
      if (!file.file().equals(AdapterDirectory.CONFIG)) {
        text.append(file.file()).append(' ').append(file.sha256()).append('\n');
      }
    }
    return CanonicalJson.hash(text.toString());
  }
}
