package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.manifest.Fingerprint;

/**
 * The adapter that reinforcement starts from. It changes nothing yet, so with it the policy is the
 * model itself: the reference policy of the run.
 */
public final class StartingAdapter {

  private StartingAdapter() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(LoraSettings settings, long seed) {
    return Fingerprint.of("starting-adapter").settings(settings).seed(seed);
  }

  /**
   * The new adapter in its folder, made where it is not there.
   *
   * @param model the whole model that it lies beside
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint run(
      StageContext context, PolicyCheckpoint model, LoraSettings settings, String path) {
    Fingerprint fingerprint =
        declared(settings, context.seed()).input("policy", model.contentHash());
    CheckpointStore store = new CheckpointStore(context.run(), model);
    return store
        .find(path, fingerprint)
        .map(CheckpointStore.Found::checkpoint)
        .orElseGet(
            () -> {
              ModelConfig config = model.model().config();
              LoraAdapter adapter = new LoraAdapter(config, settings);
              ParameterSet values = adapter.initial(context.seed());
              return store.publish(
                  path,
                  fingerprint,
                  new CheckpointStore.Content(
                      new PolicyForm.Adapter(model, config, adapter),
                      values,
                      OptimizerState.initial(values),
                      StepLog.none()));
            });
  }
}
