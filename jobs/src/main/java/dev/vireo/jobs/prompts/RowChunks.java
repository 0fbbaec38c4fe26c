package dev.vireo.jobs.prompts;

import dev.vireo.jobs.store.ChunkResult;
import dev.vireo.jobs.store.ChunkStage;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.store.PartitionRows;
import dev.vireo.jobs.store.PartitionedStage;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Puts rows into chunks of a fixed size, in their order, however Spark has split them. */
final class RowChunks {

  private RowChunks() {}

  /** Writes the rows as the stage's chunks. */
  static <T extends SpecificRecordBase> DatasetHandle<T> write(
      ChunkStage<PartitionRows<T>, T> stage, JavaRDD<T> rows, int chunkRows) {
    JavaPairRDD<Long, T> numbered = rows.zipWithIndex().mapToPair(Tuple2::swap);
    long count = rows.count();
    int chunks = Math.toIntExact((count + chunkRows - 1) / chunkRows);
    long[] sizes = new long[chunks];
    for (int chunk = 0; chunk < chunks; chunk++) {
      sizes[chunk] = Math.min(chunkRows, count - (long) chunk * chunkRows);
    }
    JavaRDD<T> chunked =
        chunks == 0
            ? JavaSparkContext.fromSparkContext(rows.context()).emptyRDD()
            : numbered
                .repartitionAndSortWithinPartitions(new ByChunk(chunks, chunkRows))
                .map(Tuple2::_2);
    return PartitionedStage.run(
        stage,
        chunked,
        sizes,
        (index, chunk) -> {
          List<T> records = new ArrayList<>();
          chunk.rows().forEachRemaining(records::add);
          return ChunkResult.of(records);
        });
  }

  /** A row's chunk, by its number. */
  private static final class ByChunk extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int chunks;
    private final int chunkRows;

    ByChunk(int chunks, int chunkRows) {
      this.chunks = chunks;
      this.chunkRows = chunkRows;
    }

    @Override
    public int numPartitions() {
      return chunks;
    }

    @Override
    public int getPartition(Object row) {
      return Math.toIntExact((Long) row / chunkRows);
    }
  }
}
