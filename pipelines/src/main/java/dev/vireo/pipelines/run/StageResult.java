package dev.vireo.pipelines.run;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a single stage has come to.
 *
 * @param place what it published: a dataset's folder, or a policy's; empty if nothing asks for the
 *     stage
 * @param metrics its numbers, by their names in the metrics dataset; NaN if nothing was measured
 * @param policy the policy that it is, of a stage that trains one
 */
public record StageResult(
    String place, Map<String, Double> metrics, Optional<PolicyCheckpoint> policy)
    implements RunResult {

  /** Of a stage that trains no policy. */
  public StageResult(String place, Map<String, Double> metrics) {
    this(place, metrics, Optional.empty());
  }

  /** Of a policy. */
  public static StageResult of(PolicyCheckpoint policy, Map<String, Double> metrics) {
    return new StageResult(policy.toString(), metrics, Optional.of(policy));
  }

  /** Of a stage that the configuration does not ask for. */
  public static final StageResult NOTHING = new StageResult("", Map.of());

  public StageResult {
    metrics = new TreeMap<>(metrics);
  }

  /** Of a folder that is published. */
  public static StageResult of(PublishedFolder folder, Map<String, Double> metrics) {
    return new StageResult(folder.run().uri(folder.path()), metrics);
  }

  /** Of a dataset that is published. */
  public static StageResult of(DatasetHandle<?> dataset, Map<String, Double> metrics) {
    return new StageResult(dataset.partition().uri(), metrics);
  }
}
