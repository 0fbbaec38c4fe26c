package dev.vireo.store.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Looks up rows of a dataset by index, on the driver. Only chunks that contain a wanted row are
 * read. The rows of a small dataset are cached once read; those of a large one are not.
 *
 * @param <T> class of a row
 * @param <R> class that a row is converted to
 */
public final class RowLookup<T extends SpecificRecordBase, R> {
  /** The most tokens that a cached dataset may have. */
  private static final double SMALL = 4e6;

  private final DatasetHandle<T> dataset;
  private final Function<T, R> made;
  private final int chunkSize;
  private final boolean small;
  private final Map<Integer, List<R>> kept = new ConcurrentHashMap<>();

  /**
   * A lookup in a dataset whose chunks are all full except the last.
   *
   * @param tokens total number of tokens in its rows
   * @param made converts a row when it is read
   */
  public RowLookup(DatasetHandle<T> dataset, double tokens, Function<T, R> made) {
    this.dataset = dataset;
    this.made = made;
    this.chunkSize = dataset.chunkCount() == 0 ? 1 : dataset.rows(0);
    this.small = tokens <= SMALL;
  }

  /** Number of rows. */
  public int count() {
    return Math.toIntExact(dataset.rows());
  }

  /**
   * Some rows.
   *
   * @param places indices among all rows, from 0, in any order
   * @return the rows in the order of {@code places}, in a new list
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public List<R> at(int... places) {
    Map<Integer, List<Integer>> wanted = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      int place = Objects.checkIndex(places[i], count());
      wanted.computeIfAbsent(place / chunkSize, chunk -> new ArrayList<>()).add(i);
    }
    List<R> rows = new ArrayList<>(Collections.nCopies(places.length, null));
    wanted.entrySet().parallelStream()
        .forEach(
            chunk -> {
              Function<Integer, R> row = rows(chunk.getKey());
              chunk.getValue().forEach(i -> rows.set(i, row.apply(places[i] % chunkSize)));
            });
    return rows;
  }

  /** The rows of a chunk, by their index in it. */
  private Function<Integer, R> rows(int chunk) {
    if (small) {
      return kept.computeIfAbsent(chunk, each -> dataset.read(each).stream().map(made).toList())
          ::get;
    }
    List<T> rows = dataset.read(chunk);
    return row -> made.apply(rows.get(row));
  }
}
