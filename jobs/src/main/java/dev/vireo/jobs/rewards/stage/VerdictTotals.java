package dev.vireo.jobs.rewards.stage;

import dev.vireo.schemas.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is counted of a chunk's verdicts: {@code verdicts}, and {@code unparsed} of them. */
public final class VerdictTotals {
  private VerdictTotals() {}

  /** The totals of a chunk. */
  public static Map<String, Double> of(List<Verdict> verdicts) {
    Map<String, Double> totals = new TreeMap<>();
    totals.put("verdicts", (double) verdicts.size());
    totals.put(
        "unparsed",
        (double) verdicts.stream().filter(each -> Double.isNaN(each.getVerdict())).count());
    return totals;
  }
}
