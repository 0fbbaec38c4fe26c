package dev.vireo.jobs.rewards;

import java.io.Serializable;

/**
 * Options of a reward of type {@code mllib}.
 *
 * @param path the pipeline's directory; required unless {@code from} is given
 * @param from a run of the pipeline mllib, whose model it is
 * @param inputColumn the column that the pipeline reads the completion from
 * @param outputColumn the column with its verdict; null is {@code probability} where there is one,
 *     else {@code prediction}; of a run {@code rawPrediction}
 */
public record MllibOptions(String path, String from, String inputColumn, String outputColumn)
    implements Serializable {

  /** The defaults. */
  public static MllibOptions defaults() {
    return new MllibOptions(null, null, "completion", null);
  }
}
