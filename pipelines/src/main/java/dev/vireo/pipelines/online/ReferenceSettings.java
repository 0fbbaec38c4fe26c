package dev.vireo.pipelines.online;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;

/**
 * Which policy the policy is held against.
 *
 * @param every iterations between renewals of the reference; 0 keeps the policy that the run starts
 *     from
 * @param weight the policy's share of a renewed reference, above 0: at 1 the policy becomes the
 *     reference, below 1 it is mixed with the reference before, parameter by parameter (TR-DPO;
 *     TRL's ref_model_mixup_alpha)
 */
public record ReferenceSettings(int every, double weight) {

  public ReferenceSettings {
    Require.atLeast("every", every, 0);
    if (!(weight > 0 && weight <= 1)) {
      throw new InputException("weight is %s; it must be above 0 and at most 1".formatted(weight));
    }
    if (every == 0 && weight < 1) {
      throw new InputException(
          "weight is %s, but every is 0, so that the reference is never renewed: set every, or leave weight out"
              .formatted(weight));
    }
  }

  /** The policy that the run starts from. */
  public static ReferenceSettings defaults() {
    return new ReferenceSettings(0, 1);
  }

  /** Whether references are models of their own. */
  boolean isMixed() {
    return weight < 1;
  }

  /** The last iteration before this one after which the reference was renewed; 0 for none. */
  int renewedBefore(int iteration) {
    return every == 0 ? 0 : (iteration - 1) / every * every;
  }
}
