package dev.vireo.benchmarks.learning.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One task under one condition: what is compared within.
 *
 * @param task its name
 * @param condition its name
 * @param rules the cells of each, in the order of the points
 */
record Setting(String task, String condition, Map<String, Series> rules) {

  Setting {
    rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
  }

  /** All that there are points of, in their order. */
  static List<Setting> of(List<Point> points) {
    Map<List<String>, Map<String, Map<Long, List<Point>>>> settings = new LinkedHashMap<>();
    for (Point point : points) {
      settings
          .computeIfAbsent(
              List.of(point.cell().task(), point.cell().condition()), key -> new LinkedHashMap<>())
          .computeIfAbsent(point.cell().rule(), key -> new TreeMap<>())
          .computeIfAbsent(point.cell().seed(), key -> new ArrayList<>())
          .add(point);
    }
    List<Setting> all = new ArrayList<>();
    settings.forEach(
        (names, rules) -> {
          Map<String, Series> series = new LinkedHashMap<>();
          rules.forEach((rule, seeds) -> series.put(rule, new Series(new TreeMap<>(seeds))));
          all.add(new Setting(names.get(0), names.get(1), series));
        });
    return all;
  }
}
