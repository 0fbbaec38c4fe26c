package dev.vireo.jobs.training;

import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Reads a shard's examples. One chunk is open at a time; of small data that steps come back to, a
 * process keeps the chunks it has read until it reads from other data.
 */
final class ExampleReader {
  /** The largest dataset that is kept, in bytes of its files. */
  private static final long SMALL = 16 << 20;

  private static String keptName = "";
  private static Map<Integer, IntFunction<?>> kept = Map.of();

  private ExampleReader() {}

  /** The examples of bundles, in their order. */
  static <E> List<Example<E>> read(TrainingExamples<E> examples, List<Bundle> bundles) {
    Map<Integer, List<Integer>> places = new TreeMap<>();
    for (int place = 0; place < bundles.size(); place++) {
      places.computeIfAbsent(bundles.get(place).chunk(), chunk -> new ArrayList<>()).add(place);
    }
    List<List<Example<E>>> read = new ArrayList<>(Collections.nCopies(bundles.size(), null));
    places.forEach(
        (chunk, wanted) -> {
          IntFunction<List<Example<E>>> rows = rows(examples, chunk);
          wanted.forEach(place -> read.set(place, rows.apply(bundles.get(place).row())));
        });
    return read.stream().flatMap(List::stream).toList();
  }

  private static <E> IntFunction<List<Example<E>>> rows(TrainingExamples<E> examples, int chunk) {
    Optional<String> name = examples.keptAs().filter(any -> bytes(examples.dataset()) <= SMALL);
    if (name.isEmpty()) {
      return examples.open(chunk);
    }
    @SuppressWarnings("unchecked") // What bears one name is of one class.
    IntFunction<List<Example<E>>> rows =
        (IntFunction<List<Example<E>>>)
            kept(examples.getClass().getName() + name.get())
                .computeIfAbsent(chunk, number -> made(examples, number));
    return rows;
  }

  private static synchronized Map<Integer, IntFunction<?>> kept(String name) {
    if (!name.equals(keptName)) {
      keptName = name;
      kept = new ConcurrentHashMap<>();
    }
    return kept;
  }

  private static <E> IntFunction<List<Example<E>>> made(TrainingExamples<E> examples, int chunk) {
    IntFunction<List<Example<E>>> rows = examples.open(chunk);
    return IntStream.range(0, examples.dataset().rows(chunk)).mapToObj(rows).toList()::get;
  }

  private static long bytes(DatasetHandle<?> dataset) {
    return dataset.manifest().chunks().stream().mapToLong(ChunkSummary::size).sum();
  }
}
