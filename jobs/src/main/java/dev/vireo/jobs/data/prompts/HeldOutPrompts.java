package dev.vireo.jobs.data.prompts;

import dev.vireo.schemas.Prompt;
import dev.vireo.store.parquet.RowRange;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The first held-out prompts, in the order of the source. It travels with Spark tasks, which read
 * what they are to work on: the driver holds no prompt.
 *
 * @param dataset all that are held out; its chunks are full but the last
 * @param count how many of them count
 */
public record HeldOutPrompts(DatasetHandle<Prompt> dataset, int count) implements Serializable {

  /** The first of some, at most {@code limit}. */
  public static HeldOutPrompts of(DatasetHandle<Prompt> dataset, int limit) {
    return new HeldOutPrompts(dataset, (int) Math.min(limit, dataset.rows()));
  }

  /** Cuts them into consecutive parts of {@code size}, the last maybe smaller. */
  public List<RowRange> cut(int size) {
    return RowRange.cut(count, size);
  }

  /** Some of them. */
  public List<Prompt> read(RowRange range) {
    List<Prompt> prompts = new ArrayList<>(range.size());
    int chunkSize = dataset.rows(0);
    for (int from = range.from(); from < range.to(); ) {
      int chunk = from / chunkSize;
      int to = Math.min(range.to(), (chunk + 1) * chunkSize);
      int first = chunk * chunkSize;
      prompts.addAll(dataset.read(chunk).subList(from - first, to - first));
      from = to;
    }
    return prompts;
  }
}
