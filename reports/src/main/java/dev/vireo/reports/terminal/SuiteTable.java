package dev.vireo.reports.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.reports.history.SuiteMetric;
import dev.vireo.reports.listing.RunSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Metrics of evaluation suites for {@code vireo runs --suites}: a line for each metric and run, the
 * runs that were measured by it next to each other; or JSON.
 */
public final class SuiteTable {

  private static final List<String> TITLES =
      List.of("SUITE", "METRIC", "RUN", "STEP", "VALUE", "INTERVAL", "PROMPTS");

  private SuiteTable() {}

  private record Row(String run, SuiteMetric metric) {}

  /** A line of titles and a line for each metric of each run. */
  public static String text(List<RunSummary> runs) {
    List<List<String>> rows = new ArrayList<>(List.of(TITLES));
    rows(runs).forEach(row -> rows.add(cells(row)));
    return Columns.aligned(rows);
  }

  /** By suite, then by metric in the order in which suites have them, then by run. */
  private static List<Row> rows(List<RunSummary> runs) {
    List<Row> rows = new ArrayList<>();
    List<String> metrics = new ArrayList<>();
    for (RunSummary run : runs) {
      for (SuiteMetric metric : run.suites()) {
        rows.add(new Row(run.path(), metric));
        if (!metrics.contains(metric.metric())) {
          metrics.add(metric.metric());
        }
      }
    }
    rows.sort(
        Comparator.<Row, String>comparing(row -> row.metric().suite())
            .thenComparingInt(row -> metrics.indexOf(row.metric().metric())));
    return rows;
  }

  private static List<String> cells(Row row) {
    SuiteMetric metric = row.metric();
    return List.of(
        SafeText.line(metric.suite()),
        SafeText.line(metric.metric()),
        SafeText.line(row.run()),
        Long.toString(metric.step()),
        Double.isNaN(metric.value()) ? "none" : number(metric.value()),
        interval(metric),
        Integer.toString(metric.prompts()));
  }

  /** The interval in brackets; empty if there is none. */
  public static String interval(SuiteMetric metric) {
    return Double.isNaN(metric.low())
        ? ""
        : "[" + number(metric.low()) + ", " + number(metric.high()) + "]";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** An array with an object for each metric of each run, in the same order. */
  public static JsonNode json(List<RunSummary> runs) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows(runs)) {
      SuiteMetric metric = row.metric();
      ObjectNode node =
          all.addObject()
              .put("suite", metric.suite())
              .put("metric", metric.metric())
              .put("run", row.run())
              .put("step", metric.step())
              .put("prompts", metric.prompts());
      put(node, "value", metric.value());
      put(node, "low", metric.low());
      put(node, "high", metric.high());
    }
    return all;
  }

  private static void put(ObjectNode node, String key, double value) {
    if (!Double.isNaN(value)) {
      node.put(key, value);
    }
  }
}
