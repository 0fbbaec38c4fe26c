package dev.vireo.jobs.data.source;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** One kind of source. */
sealed interface RowSource permits TextSource, ParquetSource, ArrowSource, TableSource {
  /** The columns there are, in the source's order. */
  SourceColumns columns();

  /**
   * The rows, in the source's order.
   *
   * @param wanted the columns wanted, all of them among {@link #columns}
   * @param orderColumn one of them that a source without its own order is sorted by, or null
   */
  JavaRDD<SourceRow> rows(WantedColumns wanted, String orderColumn);

  /** A hash of what these columns hold, wherever the source is. */
  String contentHash(List<ColumnPath> columns);
}
