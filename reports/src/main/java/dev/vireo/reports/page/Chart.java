package dev.vireo.reports.page;

import java.util.List;

/**
 * One chart of a report.
 *
 * @param group the heading it stands under
 * @param title what it shows
 * @param note how to read it; may be empty
 * @param metrics the metrics it draws, in this order
 */
record Chart(String group, String title, String note, List<String> metrics) {

  Chart {
    metrics = List.copyOf(metrics);
  }
}
