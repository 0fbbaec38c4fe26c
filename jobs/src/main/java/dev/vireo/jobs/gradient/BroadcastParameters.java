package dev.vireo.jobs.gradient;

import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.jobs.runtime.pool.PolicyVersion;
import dev.vireo.models.architecture.ModelConfig;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Parameters that reach every executor by broadcast, once, for as long as it is open. Tasks in the
 * driver's own process share its array; with a local master, where there are no others, nothing is
 * broadcast.
 *
 * @param key names this broadcast, and no other of any run in the same virtual machine
 * @param config shape of the policy
 * @param adaptation what lies under them where they are an adapter's, or null
 * @param broadcast the trained parameters in layout order; null with a local master
 */
public record BroadcastParameters(
    String key, ModelConfig config, Adaptation adaptation, Broadcast<PackedFloats> broadcast)
    implements PolicyVersion, AutoCloseable {
  /** What this process has open, by key. */
  private static final Map<String, float[]> AT_HAND = new ConcurrentHashMap<>();

  /**
   * Broadcasts parameters as they are now.
   *
   * @param form what they are
   * @param parameters in layout order; copied, so that they may change afterwards
   */
  public static BroadcastParameters send(
      JavaSparkContext spark, PolicyForm form, float[] parameters) {
    String key = "broadcast-" + UUID.randomUUID();
    float[] values = parameters.clone();
    AT_HAND.put(key, values);
    return new BroadcastParameters(
        key,
        form.config(),
        form.adaptation(),
        spark.isLocal() ? null : spark.broadcast(new PackedFloats(values)));
  }

  @Override
  public float[] parameters() {
    float[] here = AT_HAND.get(key);
    return here == null ? broadcast.value().values() : here;
  }

  /** Makes room, on executors too. */
  @Override
  public void close() {
    AT_HAND.remove(key);
    if (broadcast != null) {
      broadcast.destroy();
    }
  }
}
