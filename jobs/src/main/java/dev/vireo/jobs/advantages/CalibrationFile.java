package dev.vireo.jobs.advantages;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.RewardCurve;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.store.run.PublishedFolder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is in {@code curve.json}.
 *
 * @param target name of the reward that the curve expects
 * @param firstIteration of those that it was fitted to
 * @param lastIteration of them
 * @param completions that have a reward and the target
 * @param leftOut completions that lack one of them
 * @param unusable why rewards are not calibrated by it; null if they are
 * @param points of the curve, by rising rewards
 */
record CalibrationFile(
    String target,
    int firstIteration,
    int lastIteration,
    long completions,
    long leftOut,
    String unusable,
    List<Point> points) {

  static final String NAME = "curve.json";

  /**
   * A point.
   *
   * @param reward as it was scored
   * @param target the expected target there
   */
  record Point(double reward, double target) {}

  CalibrationFile {
    points = List.copyOf(points);
  }

  RewardCurve curve() {
    return new RewardCurve(
        points.stream().mapToDouble(Point::reward).toArray(),
        points.stream().mapToDouble(Point::target).toArray());
  }

  byte[] json() {
    try {
      return SettingsMapper.mapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(this)
          .concat("\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static CalibrationFile read(PublishedFolder folder) {
    String file = folder.path() + "/" + NAME;
    byte[] json =
        folder
            .run()
            .read(file)
            .orElseThrow(() -> new InputException("There is no " + folder.run().uri(file)));
    try {
      return SettingsMapper.mapper()
          .readValue(new String(json, StandardCharsets.UTF_8), CalibrationFile.class);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s is damaged: delete the folder %s and run again"
              .formatted(folder.run().uri(file), folder.run().uri(folder.path())),
          e);
    }
  }
}
