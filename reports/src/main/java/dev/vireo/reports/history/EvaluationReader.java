package dev.vireo.reports.history;

import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The means of one evaluation, from its completions where they are still there. */
final class EvaluationReader {

  private static final String REWARD = "reward";
  private static final String FUNCTION = "rewards/";

  /** Of the stage's totals: how many completions there were, and how many had no value. */
  private static final String COMPLETIONS = "completions";

  private static final String MISSING = "missing/";

  private static final String[] COLUMNS = {"completions.reward", "completions.values"};

  private EvaluationReader() {}

  static HeldOutResult read(RunDirectory run, long step, Manifest manifest) {
    Partition<Evaluation> partition = run.partition(Datasets.EVALUATIONS, Long.toString(step));
    boolean cleaned = Partition.isCleaned(run, partition.path());
    return new HeldOutResult(
        step,
        cleaned || partition.published().isEmpty()
            ? ofTotals(manifest.totals())
            : ofRows(partition.require()));
  }

  private static SortedMap<String, ClusteredMean> ofRows(DatasetHandle<Evaluation> dataset) {
    TreeMap<String, List<double[]>> clusters = new TreeMap<>();
    for (int chunk : dataset.chunks()) {
      for (Evaluation group : dataset.read(chunk, COLUMNS)) {
        add(clusters, group.getCompletions());
      }
    }
    TreeMap<String, ClusteredMean> means = new TreeMap<>();
    clusters.forEach((name, values) -> means.put(name, ClusteredMean.of(values)));
    return means;
  }

  private static void add(
      Map<String, List<double[]>> clusters, List<EvaluatedCompletion> completions) {
    TreeMap<String, double[]> values = new TreeMap<>();
    for (int i = 0; i < completions.size(); i++) {
      int sample = i;
      values.computeIfAbsent(REWARD, name -> new double[completions.size()])[i] =
          completions.get(i).getReward();
      completions
          .get(i)
          .getValues()
          .forEach(
              (name, value) ->
                  values
                          .computeIfAbsent(FUNCTION + name, n -> new double[completions.size()])[
                          sample] =
                      value);
    }
    values.forEach(
        (name, each) -> clusters.computeIfAbsent(name, n -> new ArrayList<>()).add(each));
  }

  private static SortedMap<String, ClusteredMean> ofTotals(SortedMap<String, Double> totals) {
    TreeMap<String, ClusteredMean> means = new TreeMap<>();
    double completions = totals.getOrDefault(COMPLETIONS, 0.0);
    totals.forEach(
        (name, sum) -> {
          if (name.equals(REWARD) || name.startsWith(FUNCTION)) {
            double measured = completions - totals.getOrDefault(MISSING + name, 0.0);
            means.put(
                name,
                new ClusteredMean(
                    measured == 0 ? Double.NaN : sum / measured, Double.NaN, (long) measured, 0));
          }
        });
    return means;
  }
}
