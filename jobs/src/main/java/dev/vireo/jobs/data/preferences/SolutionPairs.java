package dev.vireo.jobs.data.preferences;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.jobs.data.source.SourceRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Makes rows of prompt, chosen and rejected of questions with several models' solutions. */
final class SolutionPairs {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The columns of the rows it makes, in their order. */
  static final String QUESTION = "question";

  static final String CHOSEN = "chosen";
  static final String REJECTED = "rejected";
  static final List<String> COLUMNS = List.of(QUESTION, CHOSEN, REJECTED);

  private SolutionPairs() {}

  /** What is read: the question, and every other column that may hold a solution. */
  static ColumnPlan plan(SourceRows source) {
    ColumnPlan plan = ColumnPlan.none().need(QUESTION);
    for (String column : source.columns()) {
      plan = plan.allow(column);
    }
    return plan;
  }

  static JavaRDD<SourceRow> of(SourceRows source) {
    return source.rows(plan(source), null).flatMap(SolutionPairs::pairs);
  }

  /** The pairs of one question, in the order of the columns. */
  static Iterator<SourceRow> pairs(SourceRow row) {
    if (row.problem() != null) {
      return List.of(row).iterator();
    }
    List<String> correct = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (int i = 1; i < row.values().length; i++) {
      String value = row.values()[i];
      if (value == null || !value.startsWith("{")) {
        continue;
      }
      JsonNode solution;
      try {
        solution = JSON.readTree(value);
      } catch (JsonProcessingException e) {
        continue; // A text that begins with a brace is not a solution.
      }
      if (solution.path("is_correct").isBoolean() && solution.path("solution").isTextual()) {
        boolean good = solution.path("is_correct").booleanValue();
        (good ? correct : wrong).add(solution.path("solution").textValue());
      }
    }
    List<SourceRow> pairs = new ArrayList<>();
    for (String chosen : correct) {
      for (String rejected : wrong) {
        String[] values = {row.values()[0], chosen, rejected};
        pairs.add(new SourceRow(row.place(), row.number(), values, null));
      }
    }
    return pairs.iterator();
  }
}
