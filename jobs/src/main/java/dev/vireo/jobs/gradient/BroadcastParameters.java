package dev.vireo.jobs.gradient;

import dev.vireo.jobs.checkpoints.PolicyForm;
import dev.vireo.jobs.slots.Adaptation;
import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.models.directory.ModelConfig;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Parameters that reach every executor by broadcast, once, for as long as it is open.
 *
 * @param key names this broadcast, and no other of any run in the same virtual machine
 * @param config shape of the policy
 * @param adaptation what lies under them where they are an adapter's, or null
 * @param broadcast the trained parameters in layout order
 */
public record BroadcastParameters(
    String key, ModelConfig config, Adaptation adaptation, Broadcast<PackedFloats> broadcast)
    implements PolicyVersion, AutoCloseable {

  /**
   * Broadcasts parameters as they are now.
   *
   * @param form what they are
   * @param parameters in layout order; copied, so that they may change afterwards
   */
  public static BroadcastParameters send(
      JavaSparkContext spark, PolicyForm form, float[] parameters) {
    return new BroadcastParameters(
        "broadcast-" + UUID.randomUUID(),
        form.config(),
        form.adaptation(),
        spark.broadcast(new PackedFloats(parameters.clone())));
  }

  @Override
  public float[] parameters() {
    return broadcast.value().values();
  }

  /** Makes room, on executors too. */
  @Override
  public void close() {
    broadcast.destroy();
  }
}
