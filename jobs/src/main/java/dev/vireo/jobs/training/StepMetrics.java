package dev.vireo.jobs.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is shown of a step while steps go by. */
final class StepMetrics {
  /** What a person wants to see first. */
  private static final List<String> FIRST =
      List.of("loss", "grad_norm", "mean_token_accuracy", "rewards/accuracies", "rewards/margins");

  private StepMetrics() {}

  /** All of it, what is looked at first before the rest. */
  static Map<String, Double> shown(Map<String, Double> measured) {
    Map<String, Double> shown = new LinkedHashMap<>();
    for (String name : FIRST) {
      Double value = measured.get(name);
      if (value != null) {
        shown.put(name, value);
      }
    }
    measured.forEach(shown::putIfAbsent);
    return shown;
  }
}
