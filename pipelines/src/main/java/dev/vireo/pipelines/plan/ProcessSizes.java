package dev.vireo.pipelines.plan;

/**
 * What a virtual machine with Spark and libtorch takes regardless of the run, and what to give it.
 * The constants are measured, on Linux with Java 17.
 */
final class ProcessSizes {

  static final long MEBIBYTE = 1L << 20;

  /** libtorch as it is on disk. */
  static final long LIBTORCH_FILES = 430 * MEBIBYTE;

  /** Spark's and our own objects. */
  private static final long HEAP = 256 * MEBIBYTE;

  /** Classes, compiled code, threads, the collector's tables, network buffers. */
  private static final long VIRTUAL_MACHINE = 384 * MEBIBYTE;

  /** libtorch in memory. */
  private static final long LIBTORCH = 256 * MEBIBYTE;

  /** Sizes are told in steps of this. */
  private static final long STEP = 256 * MEBIBYTE;

  private static final long SMALLEST_HEAP = 1024 * MEBIBYTE;

  private static final long SMALLEST_OVERHEAD = 512 * MEBIBYTE;

  /** Room for garbage, and for a generation that holds large arrays. */
  private static final double HEAP_ROOM = 1.5;

  /** What the allocator has taken from the system and does not use. */
  private static final double NATIVE_ROOM = 1.2;

  private ProcessSizes() {}

  /**
   * @param heap bytes that the stages keep in the heap
   * @param nativeBytes bytes that models take outside it
   */
  static Plan.Process process(String name, int count, long heap, long nativeBytes) {
    long heapInUse = HEAP + heap;
    long nativeInUse = VIRTUAL_MACHINE + (nativeBytes > 0 ? LIBTORCH + nativeBytes : 0);
    return new Plan.Process(
        name,
        count,
        heapInUse,
        Math.max(SMALLEST_HEAP, inSteps(HEAP_ROOM * heapInUse)),
        nativeInUse,
        Math.max(SMALLEST_OVERHEAD, inSteps(NATIVE_ROOM * nativeInUse)));
  }

  private static long inSteps(double bytes) {
    return (long) Math.ceil(bytes / STEP) * STEP;
  }
}
