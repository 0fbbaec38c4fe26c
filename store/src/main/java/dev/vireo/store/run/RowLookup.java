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
 * Rows of a dataset by their place, on the driver. Chunks that hold a wanted row are read, and no
 * others. A small dataset is kept once it has been read; of a large one nothing is but what was
 * asked for.
 *
 * @param <T> class of a row
 * @param <R> what is made of a row
 */
public final class RowLookup<T extends SpecificRecordBase, R> {
  /** The most tokens that a dataset may hold to be kept. */
  private static final double SMALL = 4e6;

  private final DatasetHandle<T> dataset;
  private final Function<T, R> made;
  private final int chunkSize;
  private final boolean small;
  private final Map<Integer, List<R>> kept = new ConcurrentHashMap<>();

  /**
   * Rows of a dataset, all of whose chunks are full but the last.
   *
   * @param tokens how many tokens all of its rows hold
   * @param made made of a row when it is read
   */
  public RowLookup(DatasetHandle<T> dataset, double tokens, Function<T, R> made) {
    this.dataset = dataset;
    this.made = made;
    this.chunkSize = dataset.chunkCount() == 0 ? 1 : dataset.rows(0);
    this.small = tokens <= SMALL;
  }

  /** How many rows there are. */
  public int count() {
    return Math.toIntExact(dataset.rows());
  }

  /**
   * Some rows.
   *
   * @param places places among all rows, from 0, in any order
   * @return in the order of the places; the list is the caller's own
   * @throws IndexOutOfBoundsException when there is no such row
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

  /** A chunk's rows, by their number in it. */
  private Function<Integer, R> rows(int chunk) {
    if (small) {
      return kept.computeIfAbsent(chunk, each -> dataset.read(each).stream().map(made).toList())
          ::get;
    }
    List<T> rows = dataset.read(chunk);
    return row -> made.apply(rows.get(row));
  }
}
