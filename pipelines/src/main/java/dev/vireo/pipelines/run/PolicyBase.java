package dev.vireo.pipelines.run;

import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.store.run.PublishedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What lies under the adapters of a run's policy, and of whatever else shares it. */
public final class PolicyBase {

  /** Its name among what no task changes. */
  public static final String NAME = "the policy's model";

  private PolicyBase() {}

  /**
   * The name of the model under a reward's adapter: the policy's, if both are one in memory.
   * Rewards are computed on CPUs, so the policy has to be, too, and in the same format.
   *
   * @param model the directory of the model under the adapter
   * @param products the format of the reward's products
   */
  static String under(ModelRun config, Path model, FloatFormat products) {
    return products == config.products() && config.device() != DeviceChoice.GPU
        ? under(config, model)
        : model.toString();
  }

  /** The same of an adapter that computes where the policy does. */
  public static String under(ModelRun config, Path model) {
    return isShared(config, model) ? NAME : model.toString();
  }

  /** Whether the policy's model is the same files. */
  private static boolean isShared(ModelRun config, Path model) {
    boolean tuned = config instanceof PolicyRun run && !run.sft().isEmpty();
    if (config.policy().adapter() == null || config.policy().model() == null || tuned) {
      return false;
    }
    Path policy = Path.of(config.policy().model());
    return isOnePlace(policy, model)
        || PublishedFolder.of(policy).filesHash().equals(PublishedFolder.of(model).filesHash());
  }

  private static boolean isOnePlace(Path policy, Path model) {
    try {
      return policy.toRealPath().equals(model.toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + policy + " and " + model, e);
    }
  }
}
