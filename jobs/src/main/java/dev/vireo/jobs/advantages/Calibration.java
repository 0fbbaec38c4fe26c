package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.RewardCurve;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What rewards were worth in some iterations.
 *
 * @param hash names the content
 * @param file the published curve
 */
public record Calibration(String hash, CalibrationFile file) {

  /** The curve; without points where there is none. */
  public RewardCurve curve() {
    return file.unusable() == null ? file.curve() : RewardCurve.NONE;
  }

  /** The numbers of an iteration that goes by it; by nothing before the first window. */
  public static Map<String, Double> metrics(Optional<Calibration> before) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put(
        "calibration/identity",
        before.filter(each -> !each.curve().isFlat()).isPresent() ? 0.0 : 1);
    before.ifPresent(
        each -> {
          metrics.put("calibration/points", (double) each.file().points().size());
          metrics.put("calibration/completions", (double) each.file().completions());
        });
    return metrics;
  }
}
