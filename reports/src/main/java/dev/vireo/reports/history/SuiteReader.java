package dev.vireo.reports.history;

import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.SuiteResult;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the metrics of a run's evaluation suites. */
final class SuiteReader {

  private static final String FOLDER = "suites";
  private static final String SUITE = "suite=";

  private static final Pattern RESULTS =
      Pattern.compile(
          FOLDER
              + "/"
              + SUITE
              + "(?<suite>[^/]+)/"
              + Datasets.SUITE_RESULTS.name()
              + "/step=(?<step>\\d{1,18})");

  private SuiteReader() {}

  /** All that the publications of a run name, suite by suite, in the order of their steps. */
  static List<SuiteMetric> read(RunDirectory run, List<StageRecord> stages) {
    return stages.stream()
        .map(stage -> RESULTS.matcher(stage.path()))
        .filter(Matcher::matches)
        .flatMap(found -> read(run, found.group("suite"), found.group("step")).stream())
        .sorted(Comparator.comparing(SuiteMetric::suite).thenComparingLong(SuiteMetric::step))
        .toList();
  }

  /** Those of one step. */
  static List<SuiteMetric> read(RunDirectory run, long step) {
    return suites(run).stream()
        .flatMap(suite -> read(run, suite, Long.toString(step)).stream())
        .toList();
  }

  /** The manifest of any suite's results of a step. */
  static Optional<Manifest> manifest(RunDirectory run, long step) {
    return suites(run).stream()
        .flatMap(suite -> partition(run, suite, Long.toString(step)).manifest().stream())
        .findFirst();
  }

  private static List<String> suites(RunDirectory run) {
    return run.list(FOLDER).stream()
        .filter(folder -> folder.startsWith(SUITE))
        .map(folder -> folder.substring(SUITE.length()))
        .toList();
  }

  private static List<SuiteMetric> read(RunDirectory run, String suite, String step) {
    return partition(run, suite, step)
        .published()
        .map(results -> results.readAll().stream().map(row -> SuiteMetric.of(suite, row)).toList())
        .orElse(List.of());
  }

  private static Partition<SuiteResult> partition(RunDirectory run, String suite, String step) {
    return run.child(FOLDER + "/" + SUITE + suite).partition(Datasets.SUITE_RESULTS, step);
  }
}
