package dev.vireo.jobs.data.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the driver learns of a partition of drafts, regardless of its rows.
 *
 * @param rows how many there are, for each of the source's partitions
 * @param identified whether any has its own id
 * @param problem the first that cannot be used; null if all can
 * @param tooLong how many are over the limit of tokens
 * @param tooLongPlaces the first of them
 * @param leftOut how many cannot be used at all, and are left out
 */
record PartitionReport(
    Map<Integer, Long> rows,
    boolean identified,
    PlacedText problem,
    long tooLong,
    List<PlacedText> tooLongPlaces,
    long leftOut)
    implements Serializable {
  static final PartitionReport NOTHING =
      new PartitionReport(Map.of(), false, null, 0, List.of(), 0);

  static PartitionReport of(Iterator<DraftPacket> packets) {
    PartitionReport report = NOTHING;
    while (packets.hasNext()) {
      DraftPacket packet = packets.next();
      boolean identified = false;
      for (String id : packet.ids()) {
        identified |= id != null;
      }
      Map<Integer, Long> rows = Map.of(RowPlace.partition(packet.first()), (long) packet.size());
      DraftPacket.Faults faults = packet.faults();
      report =
          report.and(
              new PartitionReport(
                  rows,
                  identified,
                  faults.problem(),
                  faults.tooLong(),
                  faults.tooLongPlaces(),
                  faults.leftOut()));
    }
    return report;
  }

  /** Both together, in whichever order they come. */
  PartitionReport and(PartitionReport other) {
    Map<Integer, Long> sums = new TreeMap<>(rows);
    other.rows.forEach((partition, count) -> sums.merge(partition, count, Long::sum));
    List<PlacedText> places = new ArrayList<>(tooLongPlaces);
    places.addAll(other.tooLongPlaces);
    places.sort(null);
    return new PartitionReport(
        sums,
        identified || other.identified,
        PlacedText.first(problem, other.problem),
        tooLong + other.tooLong,
        new ArrayList<>(places.subList(0, Math.min(places.size(), Intake.NAMED))),
        leftOut + other.leftOut);
  }

  long total() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For each of the source's partitions, how many rows there are before it. */
  long[] offsets() {
    int last = rows.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    long[] offsets = new long[last + 1];
    for (int partition = 1; partition <= last; partition++) {
      offsets[partition] = offsets[partition - 1] + rows.getOrDefault(partition - 1, 0L);
    }
    return offsets;
  }
}
