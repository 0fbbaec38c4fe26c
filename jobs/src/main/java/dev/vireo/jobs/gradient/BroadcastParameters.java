package dev.vireo.jobs.gradient;

import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.models.directory.ModelConfig;
import org.apache.spark.broadcast.Broadcast;

/**
 * Parameters that reach every executor by broadcast, once.
 *
 * @param key names their values
 * @param config shape of the policy
 * @param broadcast all parameters in layout order
 */
public record BroadcastParameters(String key, ModelConfig config, Broadcast<float[]> broadcast)
    implements PolicyVersion {

  @Override
  public float[] parameters() {
    return broadcast.value();
  }
}
