package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * A share, such as wins among comparisons, that is counted cluster by cluster; sums, so that
 * clusters can be added in their order. Its standard error counts clusters, as that of {@link
 * ClusteredMean} does. Counts are whole or half numbers, so that sums are exact.
 *
 * @param clusters how many clusters had anything to count
 * @param hits sum of what was hit
 * @param trials sum of what was tried
 * @param hitSquares sum of the squares of a cluster's hits
 * @param hitTrials sum of the products of a cluster's hits and trials
 * @param trialSquares sum of the squares of a cluster's trials
 */
public record ClusteredShare(
    long clusters,
    double hits,
    double trials,
    double hitSquares,
    double hitTrials,
    double trialSquares)
    implements Serializable {

  /** The share of no cluster. */
  public static final ClusteredShare NONE = new ClusteredShare(0, 0, 0, 0, 0, 0);

  /** This with one more cluster; nothing is added where it has no trials. */
  public ClusteredShare plusCluster(double ofHits, double ofTrials) {
    return ofTrials == 0
        ? this
        : plus(
            new ClusteredShare(
                1, ofHits, ofTrials, ofHits * ofHits, ofHits * ofTrials, ofTrials * ofTrials));
  }

  /** This and more. */
  public ClusteredShare plus(ClusteredShare more) {
    return new ClusteredShare(
        clusters + more.clusters,
        hits + more.hits,
        trials + more.trials,
        hitSquares + more.hitSquares,
        hitTrials + more.hitTrials,
        trialSquares + more.trialSquares);
  }

  /** Hits per trial; NaN without trials. */
  public double share() {
    return trials == 0 ? Double.NaN : hits / trials;
  }

  /** The share's standard error; NaN with fewer than two clusters. */
  public double standardError() {
    if (clusters < 2) {
      return Double.NaN;
    }
    double share = share();
    double squares = hitSquares - 2 * share * hitTrials + share * share * trialSquares;
    return Math.sqrt(Math.max(0, squares) * clusters / (clusters - 1)) / trials;
  }

  /** How many clusters of equal size would tell as much. */
  public double effectiveClusters() {
    return ClusteredErrors.effectiveClusters(trials, trialSquares);
  }
}
