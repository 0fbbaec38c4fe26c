package dev.vireo.jobs.data.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.util.ArrayList;
import java.util.List;

/** What a row has in its columns of steps and labels, which a source gives as JSON. */
final class StepCells {
  private StepCells() {}

  /**
   * The steps in a column.
   *
   * @throws InputException saying what the row has instead
   */
  static List<String> steps(String column, String cell) {
    List<String> steps = new ArrayList<>();
    for (JsonNode step : list(column, cell, "a list of steps")) {
      if (!step.isTextual() || step.textValue().isBlank()) {
        throw new InputException(
            "has %s as step %d in column '%s'; a step must be a text that is not blank"
                .formatted(shortened(step), steps.size() + 1, column));
      }
      steps.add(step.textValue());
    }
    if (steps.isEmpty()) {
      throw new InputException("has no steps in column '%s'; remove the row".formatted(column));
    }
    return steps;
  }

  /**
   * The labels in a column.
   *
   * @param steps how many there must be
   * @return from 0 to 1; NaN where a step was not judged
   * @throws InputException saying what the row has instead
   */
  static double[] labels(String column, String cell, int steps) {
    JsonNode list = list(column, cell, "a list of labels");
    if (list.size() != steps) {
      throw new InputException(
          "has %d labels in column '%s' for %d steps; give one for each"
              .formatted(list.size(), column, steps));
    }
    double[] labels = new double[steps];
    for (int step = 0; step < steps; step++) {
      labels[step] = label(column, list.get(step), step + 1);
    }
    return labels;
  }

  private static double label(String column, JsonNode label, int step) {
    if (label.isBoolean()) {
      return label.booleanValue() ? 1 : 0;
    }
    double value = label.isNumber() ? label.doubleValue() : Double.NaN;
    if (label.isNull() || value == -1) {
      return Double.NaN;
    }
    if (!(value >= 0 && value <= 1)) {
      throw new InputException(
          "has the label %s for step %d in column '%s'; it must be true or false, a number from 0 to 1, or -1 for a step that was not judged"
              .formatted(shortened(label), step, column));
    }
    return value;
  }

  private static JsonNode list(String column, String cell, String what) {
    try {
      JsonNode list = cell == null ? null : SettingsMapper.mapper().readTree(cell);
      if (list != null && list.isArray()) {
        return list;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new InputException(
        "has %s in column '%s'; it must be %s"
            .formatted(cell == null ? "nothing" : shortened(cell), column, what));
  }

  private static String shortened(Object value) {
    String text = value.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
