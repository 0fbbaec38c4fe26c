package dev.vireo.reports.completions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Answers questions about an iteration's completions a page at a time: it keeps numbers in memory,
 * and reads the texts of a page, and little else, when the page is asked for. Several threads may
 * ask.
 */
public final class IterationBrowser {

  /**
   * How many searches and answers are remembered: each is 4 MB of a million completions at most.
   */
  private static final int REMEMBERED = 4;

  private final CompletionIndex index;
  private final Map<String, TextSearch> searches = remembering();
  private final Map<Query, int[]> answers = remembering();
  private final Lazy<long[]> prompts;

  /** Opens an iteration. */
  public IterationBrowser(IterationCompletions completions) {
    this.index = CompletionIndex.of(completions);
    this.prompts = new Lazy<>(() -> PromptHistory.hashes(completions));
  }

  private static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** What the completions are found by. */
  public CompletionIndex index() {
    return index;
  }

  /**
   * Some of the completions that a query asks for.
   *
   * @param from place of the first, from 0
   * @param count how many at most
   * @param time how long to go on with a search for a text before answering with what was found
   * @throws dev.vireo.algorithms.InputException if the run does not have what the order needs, or a
   *     file is damaged
   */
  public Page page(Query query, int from, int count, Duration time) {
    double searched = 1;
    int[] all;
    if (query.search().isEmpty()) {
      synchronized (answers) {
        all = answers.computeIfAbsent(query, each -> matching(each, Optional.empty()));
      }
    } else {
      TextSearch search;
      synchronized (searches) {
        search = searches.computeIfAbsent(query.search(), text -> new TextSearch(index, text));
      }
      search.goOn(time);
      searched = search.done();
      all = matching(query, Optional.of(search.found()));
    }
    int end = (int) Math.min(all.length, (long) from + count);
    int[] wanted = from >= end ? new int[0] : Arrays.copyOfRange(all, from, end);
    return new Page(hits(wanted), from, all.length, searched);
  }

  private int[] matching(Query query, Optional<BitSet> found) {
    List<BitSet> conditions = new ArrayList<>();
    found.ifPresent(conditions::add);
    query.filters().forEach(filter -> conditions.add(index.filter(filter)));
    query.promptId().ifPresent(prompt -> conditions.add(ofPrompt(prompt)));
    int[] order =
        query.sort().map(index::order).orElseGet(() -> IntStream.range(0, index.size()).toArray());
    int[] matching = new int[order.length];
    int count = 0;
    for (int completion : order) {
      boolean fits = true;
      for (BitSet condition : conditions) {
        fits &= condition.get(completion);
      }
      if (fits) {
        matching[count++] = completion;
      }
    }
    int[] answer = Arrays.copyOf(matching, count);
    return query.ascending() && query.sort().isPresent()
        ? Ordering.ascending(answer, index.measure(query.sort().get()))
        : answer;
  }

  private BitSet ofPrompt(String prompt) {
    BitSet found = new BitSet(index.size());
    for (int group : groupsOf(prompt)) {
      found.set(index.begin(group), index.begin(group + 1));
    }
    return found;
  }

  /** The numbers of the groups of a prompt. */
  public List<Integer> groupsOf(String promptId) {
    long[] hashes = prompts.get();
    List<Integer> groups = new ArrayList<>();
    for (int group = 0; group < hashes.length; group++) {
      if (hashes[group] == Columns.hash(promptId)) {
        groups.add(group);
      }
    }
    return groups;
  }

  /**
   * A group, whole.
   *
   * @throws IndexOutOfBoundsException if there is no such group
   */
  public Group group(int group) {
    Objects.checkIndex(group, index.groups());
    return index.completions().readRow(index.chunkOf(group), index.rowOf(group));
  }

  private List<Hit> hits(int[] wanted) {
    Map<Integer, Texts> rows = texts(wanted);
    Map<Measure, double[]> known = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      if (index.has(measure)) {
        known.put(measure, index.measure(measure));
      }
    }
    List<Hit> hits = new ArrayList<>(wanted.length);
    for (int completion : wanted) {
      int group = index.groupOf(completion);
      int sample = completion - index.begin(group);
      Texts row = rows.get(group);
      Map<Measure, Double> measures = new EnumMap<>(Measure.class);
      known.forEach((measure, values) -> measures.put(measure, values[completion]));
      hits.add(
          new Hit(
              group,
              sample,
              row.promptId(),
              row.prompt(),
              row.completions().get(sample),
              index.filter(Filter.TRUNCATED).get(completion),
              index.filtered(group),
              measures));
    }
    return hits;
  }

  /** The texts of the groups of some completions, by group; chunks are read side by side. */
  private Map<Integer, Texts> texts(int[] wanted) {
    Map<Integer, int[]> groupsOfChunk = new TreeMap<>();
    for (int completion : wanted) {
      int group = index.groupOf(completion);
      groupsOfChunk.merge(
          index.chunkOf(group),
          new int[] {group},
          (all, more) -> {
            int[] longer = Arrays.copyOf(all, all.length + 1);
            longer[all.length] = more[0];
            return longer;
          });
    }
    Map<Integer, Texts> texts = new HashMap<>();
    groupsOfChunk.entrySet().parallelStream()
        .map(
            each -> {
              int[] groups = Arrays.stream(each.getValue()).sorted().distinct().toArray();
              int[] rows = Arrays.stream(groups).map(index::rowOf).toArray();
              List<Texts> read = Texts.read(index.completions().rollouts(), each.getKey(), rows);
              Map<Integer, Texts> byGroup = new HashMap<>();
              for (int i = 0; i < groups.length; i++) {
                byGroup.put(groups[i], read.get(i));
              }
              return byGroup;
            })
        .forEachOrdered(texts::putAll);
    return texts;
  }
}
