package dev.vireo.benchmarks.exchange;

import java.util.List;

/**
 * One combination that is measured, in a driver process of its own: marks of the highest memory use
 * do not go down again.
 *
 * @param exchange name of the exchange
 * @param parameters about how many; a model's shape decides the last few
 * @param executors processes beside the driver, of one task at a time each
 * @param shards gradients that are added
 * @param repetitions steps that count, after one that does not
 */
record Cell(String exchange, int parameters, int executors, int shards, int repetitions) {

  /** What the driver's plan keeps of the trained parameters, whatever the shards. */
  private static final int DRIVER_ARRAYS = 6;

  /** Results that Spark's driver unpacks at a time, in three forms each. */
  private static final int UNPACKED = 4;

  /** Two of the broadcast, and three of a gradient on its way. */
  private static final int EXECUTOR_ARRAYS = 5;

  private static final int BASE_MEBIBYTES = 256;

  private static final double ROOM = 1.5;

  /** Heap for the driver, as {@code vireo plan} gives it. */
  int driverMebibytes() {
    int arriving = exchange.equals("slices") ? 3 : 3 * Math.min(UNPACKED, shards);
    return Math.max(1024, (int) (ROOM * (BASE_MEBIBYTES + arrays(DRIVER_ARRAYS + arriving))));
  }

  /** Heap for an executor, likewise. */
  int executorMebibytes() {
    return Math.max(512, (int) (ROOM * (BASE_MEBIBYTES + arrays(EXECUTOR_ARRAYS))));
  }

  private long arrays(int count) {
    return (long) count * parameters * Float.BYTES >> 20;
  }

  List<String> arguments() {
    return List.of(
        exchange,
        Integer.toString(parameters),
        Integer.toString(executors),
        Integer.toString(shards),
        Integer.toString(repetitions));
  }

  static Cell of(String[] arguments) {
    return new Cell(
        arguments[0],
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        Integer.parseInt(arguments[4]));
  }
}
