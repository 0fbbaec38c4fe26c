package dev.vireo.jobs.prompts;

import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.store.RunDirectory;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The prompts of a run, by index, on the driver. A few chunks are kept in memory, those used last.
 */
public final class Prompts {
  private static final int CHUNKS_IN_MEMORY = 16;

  private final DatasetHandle<Prompt> train;
  private final DatasetHandle<Prompt> eval;
  private final int chunkSize;
  private final Map<Integer, List<Prompt>> chunks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, List<Prompt>> eldest) {
          return size() > CHUNKS_IN_MEMORY;
        }
      };

  Prompts(DatasetHandle<Prompt> train, DatasetHandle<Prompt> eval) {
    this.train = Objects.requireNonNull(train);
    this.eval = Objects.requireNonNull(eval);
    // All chunks but the last are full.
    this.chunkSize = train.chunkCount() == 0 ? 1 : train.rows(0);
  }

  /**
   * The prompts of a run.
   *
   * @throws dev.vireo.algorithms.InputException when they have not been made
   */
  public static Prompts of(RunDirectory run) {
    return new Prompts(
        run.partition(Datasets.PROMPTS, Split.train.name()).require(),
        run.partition(Datasets.PROMPTS, Split.eval.name()).require());
  }

  /** The prompts for training. */
  public DatasetHandle<Prompt> train() {
    return train;
  }

  /** The prompts that are held out. */
  public DatasetHandle<Prompt> eval() {
    return eval;
  }

  /** How many prompts there are for training. */
  public int trainCount() {
    return Math.toIntExact(train.rows());
  }

  /** How many prompts are held out. */
  public int evalCount() {
    return Math.toIntExact(eval.rows());
  }

  /**
   * Training prompts.
   *
   * @param indices places among the training prompts, from 0, in any order
   * @return the prompts, in the order of the indices
   * @throws IndexOutOfBoundsException when there is no such prompt
   */
  public synchronized List<Prompt> train(int... indices) {
    SortedMap<Integer, List<Integer>> places = new TreeMap<>();
    for (int i = 0; i < indices.length; i++) {
      int index = Objects.checkIndex(indices[i], trainCount());
      places.computeIfAbsent(index / chunkSize, chunk -> new ArrayList<>()).add(i);
    }
    Prompt[] prompts = new Prompt[indices.length];
    places.forEach(
        (chunk, wanted) -> {
          List<Prompt> rows = chunks.computeIfAbsent(chunk, train::read);
          wanted.forEach(i -> prompts[i] = rows.get(indices[i] % chunkSize));
        });
    return List.of(prompts);
  }

  /** The first held-out prompts, in the order of the source: at most {@code limit} of them. */
  public List<Prompt> eval(int limit) {
    List<Prompt> prompts = new ArrayList<>();
    for (int chunk = 0; chunk < eval.chunkCount() && prompts.size() < limit; chunk++) {
      List<Prompt> rows = eval.read(chunk);
      prompts.addAll(rows.subList(0, Math.min(rows.size(), limit - prompts.size())));
    }
    return prompts;
  }
}
