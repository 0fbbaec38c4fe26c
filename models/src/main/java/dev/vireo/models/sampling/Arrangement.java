package dev.vireo.models.sampling;

import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.KeyValueCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which row is in which place of the cache: groups of equal size, each with one prompt. Finished
 * rows keep their places until a quarter of the places is idle; then the rows still active move
 * together.
 */
final class Arrangement {
  private static final int IDLE_SHARE = 4;

  /**
   * How many multiplications by weights take as long as reading one cached float. Memory is the
   * slower; the number need only be roughly right, and decides speed alone.
   */
  private static final double MULTIPLICATIONS_PER_FLOAT = 30;

  /** Alike; several where several models read the same. */
  private final List<KeyValueCache> caches;

  private final double rowCost;
  private final int promptLength;
  private Row[] places;

  /**
   * @param caches with the same places each
   * @param promptLength to which prompts are padded
   * @param places one row per place, group by group
   */
  Arrangement(ModelConfig config, List<KeyValueCache> caches, int promptLength, Row[] places) {
    this.caches = List.copyOf(caches);
    this.promptLength = promptLength;
    this.places = places;
    double keyWidth = (double) config.keyValueHeads() * config.headDim();
    double queryWidth = (double) config.heads() * config.headDim();
    double weights =
        config.hiddenSize() * (2 * queryWidth + 2 * keyWidth + 3.0 * config.intermediateSize())
            + (double) config.vocabularySize() * config.hiddenSize() / config.layers();
    this.rowCost = weights / (keyWidth * MULTIPLICATIONS_PER_FLOAT);
  }

  /** The row of each place; a place may be idle: its row finished, or the place a filler (null). */
  Row[] places() {
    return places;
  }

  /** Number of rows still active. */
  int active() {
    return (int) Arrays.stream(places).filter(row -> row != null && row.active()).count();
  }

  /** Moves the active rows together if enough places are idle. */
  void compact() {
    int active = active();
    if (active == 0 || (places.length - active) * IDLE_SHARE < places.length) {
      return;
    }
    List<List<Integer>> groups = activePlaces();
    int largest = groups.stream().mapToInt(List::size).max().orElse(1);
    double own = rowCost + caches.get(0).used();
    double shared = (double) groups.size() * (largest * own + promptLength);
    double separate = active * (own + promptLength);
    List<Integer> chosen = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    int groupSize = shared < separate ? largest : 1;
    for (List<Integer> group : groups) {
      for (int i = 0; i < group.size() || i % groupSize != 0; i++) {
        boolean filler = i >= group.size();
        int place = group.get(filler ? 0 : i);
        chosen.add(place);
        rows.add(filler ? null : places[place]);
      }
    }
    if (chosen.size() == places.length) {
      return;
    }
    int oldGroupSize = caches.get(0).groupSize();
    int[] group = chosen.stream().mapToInt(place -> place / oldGroupSize).toArray();
    int[] within = chosen.stream().mapToInt(place -> place % oldGroupSize).toArray();
    caches.forEach(cache -> cache.select(group, within, groupSize));
    places = rows.toArray(new Row[0]);
  }

  /** The places of active rows, group by group, without empty groups. */
  private List<List<Integer>> activePlaces() {
    List<List<Integer>> groups = new ArrayList<>();
    int groupSize = caches.get(0).groupSize();
    for (int first = 0; first < places.length; first += groupSize) {
      List<Integer> group = new ArrayList<>();
      for (int place = first; place < first + groupSize; place++) {
        if (places[place] != null && places[place].active()) {
          group.add(place);
        }
      }
      if (!group.isEmpty()) {
        groups.add(group);
      }
    }
    return groups;
  }
}
