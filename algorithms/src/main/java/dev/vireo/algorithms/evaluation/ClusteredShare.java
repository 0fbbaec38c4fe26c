package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * A share, such as wins among comparisons, counted cluster by cluster and kept as sums, so that
 * clusters can be added in order. Its standard error accounts for clusters, like that of {@link
 * ClusteredMean}. Counts are whole or half numbers, so sums are exact.
 *
 * @param clusters number of clusters with at least one trial
 * @param hits sum of hits
 * @param trials sum of trials
 * @param hitSquares sum over clusters of squared hits
 * @param hitTrials sum over clusters of hits times trials
 * @param trialSquares sum over clusters of squared trials
 */
public record ClusteredShare(
    long clusters,
    double hits,
    double trials,
    double hitSquares,
    double hitTrials,
    double trialSquares)
    implements Serializable {

  /** The share of no clusters. */
  public static final ClusteredShare NONE = new ClusteredShare(0, 0, 0, 0, 0, 0);

  /** This share with another cluster, which is ignored if it has no trials. */
  public ClusteredShare plusCluster(double ofHits, double ofTrials) {
    return ofTrials == 0
        ? this
        : plus(
            new ClusteredShare(
                1, ofHits, ofTrials, ofHits * ofHits, ofHits * ofTrials, ofTrials * ofTrials));
  }

  /** The sum of this share and another. */
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

  /** The number of clusters of equal size that would carry as much information. */
  public double effectiveClusters() {
    return ClusteredErrors.effectiveClusters(trials, trialSquares);
  }
}
