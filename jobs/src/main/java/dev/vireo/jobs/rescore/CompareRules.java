package dev.vireo.jobs.rescore;

import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** The Spark job that reads the rules' advantages beside all rewards, chunk by chunk. */
final class CompareRules {

  private static final String[] ADVANTAGES = {
    "filtered", "completions.adjusted_reward", "completions.advantage"
  };

  private CompareRules() {}

  /**
   * A chunk of an iteration.
   *
   * @param place of the iteration among those that are looked at
   * @param chunk its number
   */
  private record Part(int place, int chunk) implements Serializable {}

  /**
   * An iteration.
   *
   * @param stored the run's rewards
   * @param rules what the rules make of it, in their order
   */
  private record Iteration(DatasetHandle<Rewards> stored, List<RuleDatasets> rules)
      implements Serializable {

    RescoringSums sums(int chunk, List<RewardColumn> columns) {
      RescoringSums sums = new RescoringSums(rules.size(), columns.size());
      List<Rewards> recorded = stored.read(chunk, RewardColumn.READ);
      List<List<Rewards>> own = new ArrayList<>();
      List<List<Advantages>> advantages = new ArrayList<>();
      for (RuleDatasets rule : rules) {
        own.add(rule.rewards() == null ? List.of() : rule.rewards().read(chunk, RewardColumn.READ));
        advantages.add(rule.advantages().read(chunk, ADVANTAGES));
      }
      for (int i = 0; i < recorded.size(); i++) {
        int row = i;
        double[][] values =
            columns.stream()
                .map(
                    column ->
                        column.values(
                            column.rule() == RewardColumn.STORED
                                ? recorded.get(row)
                                : own.get(column.rule()).get(row)))
                .toArray(double[][]::new);
        sums.addGroup(recorded.get(row).getCompletions().size());
        for (int rule = 0; rule < rules.size(); rule++) {
          sums.add(rule, advantages.get(rule).get(row), values);
        }
      }
      return sums;
    }
  }

  /**
   * The sums over all groups, added in their order, so that neither the number of cores nor a lost
   * task affects a bit.
   *
   * @param iterations what the run has stored
   * @param made what each rule makes of each iteration
   * @param columns what advantages are compared with
   */
  static RescoringSums run(
      JavaSparkContext spark,
      List<RescoredIteration> iterations,
      List<List<RuleDatasets>> made,
      List<RewardColumn> columns) {
    List<Iteration> read = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (int place = 0; place < iterations.size(); place++) {
      DatasetHandle<Rewards> stored = iterations.get(place).rewards();
      read.add(new Iteration(stored, made.get(place)));
      for (int chunk : stored.chunks()) {
        parts.add(new Part(place, chunk));
      }
    }
    RescoringSums total = new RescoringSums(made.get(0).size(), columns.size());
    spark.setJobDescription("rescore: compare rules");
    try {
      spark
          .parallelize(parts, Math.max(1, Math.min(parts.size(), 4 * spark.defaultParallelism())))
          .map(part -> read.get(part.place()).sums(part.chunk(), columns))
          .collect()
          .forEach(total::add);
    } finally {
      spark.setJobDescription(null);
    }
    return total;
  }
}
