package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.BatchStatistics;
import java.io.Serializable;

/** A batch's statistics on their way between driver and tasks. */
record BatchSums(long count, double sum, double sumOfSquares) implements Serializable {

  static BatchSums of(BatchStatistics statistics) {
    return new BatchSums(statistics.count(), statistics.sum(), statistics.sumOfSquares());
  }

  BatchStatistics statistics() {
    return BatchStatistics.of(count, sum, sumOfSquares);
  }
}
