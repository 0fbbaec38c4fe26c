package dev.vireo.pipelines.grpo;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a single stage has come to.
 *
 * @param place what it published: a dataset's folder, or a policy's; empty where nothing asks for
 *     the stage
 * @param metrics its numbers, by their names in the metrics dataset; NaN where nothing was measured
 */
public record StageResult(String place, Map<String, Double> metrics) {

  /** Of a stage that the configuration does not ask for. */
  static final StageResult NOTHING = new StageResult("", Map.of());

  public StageResult {
    metrics = new TreeMap<>(metrics);
  }
}
