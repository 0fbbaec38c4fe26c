package dev.vireo.benchmarks.exchange;

/**
 * What one step sends, in gigabytes (10^9 bytes).
 *
 * @param out parameters that leave the driver
 * @param in gradients, or sums of slices, that reach it
 * @param aside what an executor gets from the others between the two; 0 where they do not exchange
 */
record Traffic(double out, double in, double aside) {

  /** Assumed of a cluster's driver: as many threads as Spark unpacks results with. */
  static final int DRIVER_CORES = 4;

  /**
   * Executors pass pieces of a broadcast on to each other. Measured are 1.0, 1.5 and 2.2 copies out
   * of the driver for 1, 2 and 4 of them; that they grow with the logarithm is assumed.
   */
  private static final double COPIES_A_DOUBLING = 0.6;

  /** Assumed of an executor's local disk, in gigabytes a second, for writing and for reading. */
  private static final double DISK = 1;

  static Traffic of(String exchange, long parameters, int executors, int shards) {
    double gradient = parameters * 4e-9;
    double copies = 1 + COPIES_A_DOUBLING * Math.log(executors) / Math.log(2);
    return exchange.equals("slices")
        ? new Traffic(copies * gradient, gradient, gradient * shards / executors)
        : new Traffic(copies * gradient, shards * gradient, 0);
  }

  /** Through the driver. */
  double driverGigabytes() {
    return out + in;
  }

  /** On the network and on disks, one after the other, where every machine has such a link. */
  double seconds(int gigabits) {
    double gigabytesASecond = gigabits / 8.0;
    return (out + in + aside) / gigabytesASecond + 2 * aside / DISK;
  }
}
