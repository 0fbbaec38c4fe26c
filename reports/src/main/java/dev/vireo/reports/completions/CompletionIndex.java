package dev.vireo.reports.completions;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What completions of an iteration are found by: for each a few numbers in arrays, in the order of
 * the run's files. Each is read in one pass over its columns when it is first needed; no text is
 * kept. A million completions take 4 MB, 8 MB for each measure, and 4 MB for each order.
 *
 * <p>Several threads may ask; each pass is made once.
 */
public final class CompletionIndex {

  private final IterationCompletions completions;

  /** Number of the first completion of each group, and of the one after the last. */
  private final int[] begins;

  /** Number of the first group of each chunk, and of the one after the last. */
  private final int[] chunkBegins;

  private final Map<Measure, Lazy<double[]>> measures = new EnumMap<>(Measure.class);
  private final Map<Measure, Lazy<int[]>> orders = new EnumMap<>(Measure.class);
  private final Map<Filter, Lazy<BitSet>> filters = new EnumMap<>(Filter.class);
  private final Optional<List<String>> reasons;

  private CompletionIndex(IterationCompletions completions, Columns.Structure structure) {
    this.completions = completions;
    this.begins = structure.begins();
    this.chunkBegins = structure.chunkBegins();
    this.reasons = Columns.reasons(completions);
    for (Measure each : Measure.values()) {
      measures.put(each, new Lazy<>(() -> Columns.read(completions, each, new double[size()])));
      orders.put(each, new Lazy<>(() -> Ordering.descending(measure(each))));
    }
    filters.put(Filter.TRUNCATED, new Lazy<>(structure::truncated));
    filters.put(
        Filter.NEAR_TIES, new Lazy<>(() -> Columns.nearTies(measure(Measure.REWARD), begins)));
    filters.put(Filter.DUPLICATES, new Lazy<>(() -> Columns.duplicates(completions, begins)));
    filters.put(Filter.FILTERED, new Lazy<>(() -> ofGroups(group -> filtered(group).isPresent())));
  }

  /** The index of an iteration; reads why completions ended, and nothing else yet. */
  public static CompletionIndex of(IterationCompletions completions) {
    return new CompletionIndex(completions, Columns.structure(completions));
  }

  /** How many completions there are. */
  public int size() {
    return begins[begins.length - 1];
  }

  /** How many groups there are. */
  public int groups() {
    return begins.length - 1;
  }

  /** The group of a completion. */
  public int groupOf(int completion) {
    int found = Arrays.binarySearch(begins, completion);
    if (found < 0) {
      return -found - 2;
    }
    // Of groups that begin at the same place all but the last are empty.
    while (begins[found + 1] == completion) {
      found++;
    }
    return found;
  }

  /** The number of a group's first completion. */
  public int begin(int group) {
    return begins[group];
  }

  /** The chunk of a group. */
  int chunkOf(int group) {
    int chunk = Arrays.binarySearch(chunkBegins, group);
    if (chunk < 0) {
      return -chunk - 2;
    }
    while (chunkBegins[chunk + 1] == group) {
      chunk++;
    }
    return chunk;
  }

  /** The number of a chunk's first group. */
  int chunkBegin(int chunk) {
    return chunkBegins[chunk];
  }

  /** The row of a group within its chunk. */
  int rowOf(int group) {
    return group - chunkBegins[chunkOf(group)];
  }

  /** Why a group carries no signal, if it does not. */
  Optional<String> filtered(int group) {
    return reasons.map(all -> all.get(group)).filter(reason -> !reason.isEmpty());
  }

  /** Whether a measure has been read. */
  public boolean has(Measure measure) {
    return measures.get(measure).isMade();
  }

  /** Whether a query can be answered without another pass over a column. */
  public boolean isReady(Query query) {
    return query.sort().stream().allMatch(each -> orders.get(each).isMade())
        && query.filters().stream().allMatch(each -> filters.get(each).isMade());
  }

  /**
   * Reads a measure, so that hits have it.
   *
   * @throws InputException if the run does not have it
   */
  public void load(Measure measure) {
    measure(measure);
  }

  /** Makes the passes over columns that a query needs. */
  public void prepare(Query query) {
    query.sort().ifPresent(this::order);
    query.filters().forEach(this::filter);
  }

  /** Whether the run has what a measure is made of. */
  public boolean canHave(Measure measure) {
    return Columns.canRead(completions, measure);
  }

  /**
   * A measure of all completions; NaN where one has none. The array is not to be changed.
   *
   * @throws InputException if the run does not have it
   */
  double[] measure(Measure measure) {
    return measures.get(measure).get();
  }

  /** The completions with a property. The set is not to be changed. */
  BitSet filter(Filter filter) {
    return filters.get(filter).get();
  }

  private BitSet ofGroups(IntPredicate wanted) {
    BitSet found = new BitSet(size());
    for (int group = 0; group < groups(); group++) {
      if (wanted.test(group)) {
        found.set(begins[group], begins[group + 1]);
      }
    }
    return found;
  }

  /** All completions, largest first by a measure; NaN last, equals in their order. */
  int[] order(Measure measure) {
    return orders.get(measure).get();
  }

  /** The iteration that it is of. */
  public IterationCompletions completions() {
    return completions;
  }
}
