package dev.vireo.jobs.training;

import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.ParameterSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Parameters that reach every executor by broadcast, once, for as long as it is open. Tasks in the
 * driver's own process share its set; with a local master, where there are no others, nothing is
 * broadcast.
 *
 * @param key names this broadcast, and no other of any run in the same virtual machine
 * @param config shape of the model
 * @param head what its last hidden state is projected to
 * @param under what lies under them where they are an adapter's, or null
 * @param broadcast the trained parameters; null with a local master
 */
public record BroadcastParameters(
    String key, ModelConfig config, Head head, Adaptation under, Broadcast<ParameterSet> broadcast)
    implements ModelVersion, AutoCloseable {
  /** What this process has open, by key. */
  private static final Map<String, ParameterSet> OPEN = new ConcurrentHashMap<>();

  /**
   * Broadcasts parameters as they are now.
   *
   * @param form what they are
   * @param parameters copied, so that they may change afterwards
   */
  public static BroadcastParameters send(
      JavaSparkContext spark, PolicyForm form, ParameterSet parameters) {
    String key = "broadcast-" + UUID.randomUUID();
    ParameterSet values = parameters.copy();
    OPEN.put(key, values);
    return new BroadcastParameters(
        key,
        form.config(),
        form.head(),
        form.adaptation().orElse(null),
        spark.isLocal() ? null : spark.broadcast(values));
  }

  @Override
  public Optional<Adaptation> adaptation() {
    return Optional.ofNullable(under);
  }

  @Override
  public ParameterSet parameters() {
    ParameterSet here = OPEN.get(key);
    return here == null ? broadcast.value() : here;
  }

  /** Makes room, on executors too. */
  @Override
  public void close() {
    OPEN.remove(key);
    if (broadcast != null) {
      broadcast.destroy();
    }
  }
}
