package dev.vireo.benchmarks.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A step's exchange, parameters out and gradients back, on executor processes of this machine.
 * Arguments, lists with commas: parameters (1M,10M,100M), executors (1,2,4), shards (4), exchanges
 * (driver), repetitions (5), file of the measurements (none). Linux only.
 *
 * <p>Each combination has a driver process of its own with a cluster that Spark starts beside it.
 * Executors share this machine's cores and its loopback, so seconds by the clock say little of a
 * cluster; bytes, memory and the driver's processor time carry over.
 */
public final class GradientExchangeBenchmark {

  private GradientExchangeBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int repetitions = Integer.parseInt(argument(arguments, 4, "5"));
    List<Cell> cells = new ArrayList<>();
    for (int parameters : counts(arguments, 0, "1M,10M,100M")) {
      for (int executors : counts(arguments, 1, "1,2,4")) {
        for (int shards : counts(arguments, 2, "4")) {
          for (String exchange : argument(arguments, 3, "driver").split(",")) {
            cells.add(new Cell(exchange, parameters, executors, shards, repetitions));
          }
        }
      }
    }
    String file = argument(arguments, 5, null);
    if (file != null) {
      Files.writeString(Path.of(file), Repetition.header() + "\n");
    }
    System.out.println(HEADER);
    Map<List<Integer>, Integer> hashes = new HashMap<>();
    try (SparkHome home = SparkHome.make()) {
      for (Cell cell : cells) {
        List<Repetition> measured = home.run(cell);
        print(measured);
        for (Repetition one : measured) {
          if (file != null) {
            Files.writeString(Path.of(file), one.line() + "\n", StandardOpenOption.APPEND);
          }
          List<Integer> sum = List.of(one.parameters(), one.shards());
          if (hashes.computeIfAbsent(sum, key -> one.hash()) != one.hash()) {
            throw new IllegalStateException("The sum has other bits than before: " + one);
          }
        }
      }
    }
  }

  private static final String HEADER =
      """
      Medians of the repetitions, and their range for the whole: from the broadcast's start until the sum is there.
      Waiting and filling are a shard's share; work is the driver's processor time.
                                                  |  seconds by the clock                           |  seconds of the driver's work           |  driver
      exchange  parameters  executors shards |   whole  (range)           send    wait   fill  AdamW |   pack  sockets  unpack   fold   other |  MB out   MB in   heap MiB  resident MiB""";

  private static void print(List<Repetition> cell) {
    Repetition one = cell.get(0);
    double[] whole = sorted(cell, r -> r.send() + r.job());
    System.out.printf(
        Locale.ROOT,
        "%-8s %,12d %6d %6d    | %7.3f  (%.3f to %.3f)  %6.3f  %6.3f %6.3f %6.3f | %6.3f  %6.3f  %6.3f"
            + " %6.3f  %6.3f | %7.0f %7.0f  %,9d  %,9d%n",
        one.exchange(),
        one.parameters(),
        one.executors(),
        one.shards(),
        whole[whole.length / 2],
        whole[0],
        whole[whole.length - 1],
        median(cell, Repetition::send),
        median(cell, r -> r.fetching() / r.shards()),
        median(cell, r -> r.filling() / r.shards()),
        median(cell, Repetition::optimizing),
        median(cell, Repetition::packWork),
        median(cell, Repetition::networkWork),
        median(cell, Repetition::unpackWork),
        median(cell, Repetition::foldWork),
        median(cell, Repetition::otherWork),
        median(cell, r -> r.bytesOut() * 1e-6),
        median(cell, r -> r.bytesIn() * 1e-6),
        cell.get(cell.size() - 1).peakHeap() >> 20,
        cell.get(cell.size() - 1).peakResident() >> 20);
  }

  private static double median(List<Repetition> cell, ToDoubleFunction<Repetition> value) {
    double[] sorted = sorted(cell, value);
    return sorted[sorted.length / 2];
  }

  private static double[] sorted(List<Repetition> cell, ToDoubleFunction<Repetition> value) {
    return cell.stream().mapToDouble(value).sorted().toArray();
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  private static int[] counts(String[] arguments, int index, String otherwise) {
    return Arrays.stream(argument(arguments, index, otherwise).split(","))
        .mapToInt(text -> Integer.parseInt(text.replace("M", "000000")))
        .toArray();
  }
}
