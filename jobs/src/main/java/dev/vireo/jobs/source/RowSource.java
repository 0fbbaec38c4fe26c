package dev.vireo.jobs.source;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** One kind of source. */
sealed interface RowSource permits TextSource, FrameSource {
  /** The columns there are, in the source's order. */
  List<String> columns();

  /**
   * The rows, in the source's order.
   *
   * @param columns the columns wanted, all of them among {@link #columns}
   * @param needed how many of them, from the first, each row must have
   * @param orderColumn one of them that a source without an order of its own is sorted by, or null
   */
  JavaRDD<SourceRow> rows(List<String> columns, int needed, String orderColumn);

  /** A hash of what these columns hold, wherever the source lies. */
  String contentHash(List<String> columns);
}
