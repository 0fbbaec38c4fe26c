package dev.vireo.pipelines.ppo;

import dev.vireo.pipelines.run.Bookkeeping;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.Map;
import java.util.Optional;

/**
 * In which of its finished iterations a run trained the critic alone. No fingerprint holds the
 * setting: it shows in the policy that an iteration left behind, which its metrics name.
 */
record PublishedWarmUp(RunDirectory run) {

  private static final String POLICY = "policy";

  /** What finished iterations contradict; empty if they were made with this warm-up. */
  Optional<Reading> reading(int warmUp) {
    int finished = 0;
    while (finished <= warmUp && policyAfter(finished + 1).isPresent()) {
      finished++;
    }
    boolean trainedTooSoon = Math.min(finished, warmUp) > 0 && !isWarm(Math.min(finished, warmUp));
    boolean trainedTooLate = finished > warmUp && isWarm(warmUp + 1);
    return trainedTooSoon || trainedTooLate
        ? Optional.of(
            new Reading(
                Datasets.METRICS.name() + "/",
                Fingerprint.of(Bookkeeping.STAGE),
                Map.of(POLICY, "critic.warm-up " + warmUp)))
        : Optional.empty();
  }

  /** Whether an iteration has left the policy as the first one found it. */
  private boolean isWarm(int iteration) {
    Optional<String> first = policy(Datasets.ROLLOUTS.name(), 1);
    return first.isPresent() && first.equals(policyAfter(iteration));
  }

  private Optional<String> policyAfter(int iteration) {
    return policy(Datasets.METRICS.name(), iteration);
  }

  private Optional<String> policy(String dataset, int iteration) {
    return Partition.manifest(run, dataset + "/iteration=" + iteration)
        .map(manifest -> manifest.fingerprint().inputs().get(POLICY));
  }
}
