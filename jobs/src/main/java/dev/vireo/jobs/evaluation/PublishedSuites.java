package dev.vireo.jobs.evaluation;

import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The results of suites that are in a run directory, by their manifests alone. */
final class PublishedSuites {

  /** The folder with a folder for each suite. */
  static final String FOLDER = "suites";

  private static final String SUITE = "suite=";
  private static final String STEP = "step=";

  private PublishedSuites() {}

  /** The folder of a suite. */
  static String folder(String suite) {
    return FOLDER + "/" + SUITE + suite;
  }

  /** All of them, an entry for each suite and step. */
  static List<PublishedEvaluations.Published> of(RunDirectory run) {
    List<PublishedEvaluations.Published> found = new ArrayList<>();
    for (String folder : run.list(FOLDER)) {
      if (folder.startsWith(SUITE)) {
        String suite = folder.substring(SUITE.length());
        collect(run.child(FOLDER + "/" + folder), suite, found);
      }
    }
    return found;
  }

  private static void collect(
      RunDirectory suite, String name, List<PublishedEvaluations.Published> found) {
    for (String partition : suite.list(Datasets.SUITE_RESULTS.name())) {
      if (partition.matches(STEP + "\\d{1,18}")) {
        String step = partition.substring(STEP.length());
        suite
            .partition(Datasets.SUITE_RESULTS, step)
            .manifest()
            .flatMap(manifest -> published(Long.parseLong(step), name, manifest))
            .ifPresent(found::add);
      }
    }
  }

  private static Optional<PublishedEvaluations.Published> published(
      long step, String suite, Manifest manifest) {
    return Optional.ofNullable(manifest.fingerprint().inputs().get(EvaluatePolicy.POLICY))
        .map(
            policy ->
                new PublishedEvaluations.Published(
                    policy, new EvaluationResult(step, means(suite, manifest.totals()))));
  }

  /** A suite's metrics by their names among those of a run. */
  static Map<String, Double> means(String suite, Map<String, Double> metrics) {
    Map<String, Double> means = new TreeMap<>();
    metrics.forEach((name, value) -> means.put(suite + "/" + name, value));
    return means;
  }
}
