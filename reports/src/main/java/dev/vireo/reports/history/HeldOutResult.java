package dev.vireo.reports.history;

import dev.vireo.algorithms.evaluation.ClusteredMean;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a policy did on the held-out prompts.
 *
 * @param step optimizer steps behind the policy
 * @param means by name: {@code reward}, and {@code rewards/NAME} for each reward function. Without
 *     a standard error where the completions were deleted by {@code vireo clean}
 */
public record HeldOutResult(long step, SortedMap<String, ClusteredMean> means) {

  public HeldOutResult {
    means = Collections.unmodifiableSortedMap(new TreeMap<>(means));
  }
}
