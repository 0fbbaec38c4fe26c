package dev.vireo.pipelines.config;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.Ties;
import java.util.List;
import java.util.Map;

/** Settings of every shape that the configuration knows. */
record ExampleSettings(
    String name,
    RolloutExample rollouts,
    AdjustmentSettings adjustment,
    List<RewardExample> rewards,
    Map<String, String> spark,
    List<String> stopTexts) {

  static ExampleSettings defaults() {
    return new ExampleSettings(
        "example",
        RolloutExample.defaults(),
        AdjustmentSettings.defaults(),
        List.of(),
        Map.of("spark.ui.enabled", "false"),
        List.of());
  }

  /** A section. */
  record RolloutExample(
      int groupSize, double temperature, double topP, long seed, boolean greedy, Ties ties) {

    RolloutExample {
      if (groupSize < 2) {
        throw new InputException("group-size is " + groupSize + ", and must be at least 2");
      }
    }

    /** Not a setting, though it looks like a getter. */
    public boolean isEmpty() {
      return false;
    }

    static RolloutExample defaults() {
      return new RolloutExample(8, 1, 1, 42, false, Ties.MERGE);
    }
  }

  /** An element of a list, with free options and nothing required by type alone. */
  record RewardExample(String type, double weight, Map<String, Object> options) {

    RewardExample {
      if (type == null) {
        throw new IllegalArgumentException("type is missing");
      }
    }

    static RewardExample defaults() {
      return new RewardExample("exact-match", 1, Map.of());
    }
  }

  /** An element without defaults. */
  record StrictExample(String path, int rows) {}

  /** Holds elements without defaults, and an array. */
  @SuppressWarnings("ArrayRecordComponent")
  record StrictListExample(List<StrictExample> files, int[] sizes) {
    static StrictListExample defaults() {
      return new StrictListExample(List.of(), new int[] {1});
    }
  }
}
