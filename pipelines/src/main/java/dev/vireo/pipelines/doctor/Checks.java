package dev.vireo.pipelines.doctor;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.util.Utils;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the commands need of a machine. */
public final class Checks {

  /** libtorch unpacked, with room for the tokenizers next to it. */
  private static final long CACHE_BYTES = 600L << 20;

  /** What Spark spills and what a first run writes. */
  private static final long TEMPORARY_BYTES = 2L << 30;

  /** What a demonstration needs: -Xmx1g, of which the collector keeps a part for itself. */
  private static final long HEAP_BYTES = 900L << 20;

  /** What libtorch needs outside the heap for a small model. */
  private static final long OUTSIDE_BYTES = 1L << 30;

  private Checks() {}

  /** All of them, in the order in which a run would meet them. */
  public static List<Check> all() {
    Remedies remedies =
        new Remedies(
            System.getProperty("vireo.home") != null,
            Utils.getEngineCacheDir(),
            System.getenv("PYTORCH_LIBRARY_PATH") != null);
    return List.of(
        new Check("Java", Checks::java, cause -> "set JAVA_HOME to a JDK 17"),
        new Check(
            "memory", () -> memory(remedies), cause -> "set the heap with " + remedies.heap(4)),
        new Check(
            "temporary files",
            () ->
                folder(
                    Path.of(System.getProperty("java.io.tmpdir")),
                    TEMPORARY_BYTES,
                    remedies.temporaryFolder()),
            cause -> elsewhere(remedies.temporaryFolder())),
        new Check(
            "native library cache",
            () -> nativeLibraryCache(remedies),
            cause -> elsewhere(remedies.cacheFolder())),
        new Check("libtorch", Checks::libtorch, cause -> remedies.natives(cause, "pytorch")),
        new Check("tokenizers", Checks::tokenizers, cause -> remedies.natives(cause, "tokenizers")),
        new Check("Spark", SparkCheck::find, remedies::spark));
  }

  private static Finding java() {
    return Finding.ok(Runtime.version() + " in " + System.getProperty("java.home"));
  }

  private static Finding memory(Remedies remedies) {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return memory(
        machine.getTotalMemorySize(),
        Runtime.getRuntime().maxMemory(),
        Runtime.getRuntime().availableProcessors(),
        remedies);
  }

  static Finding memory(long total, long heap, int cores, Remedies remedies) {
    String found =
        cores + " cores, " + gigabytes(total) + " in all, " + gigabytes(heap) + " of it heap";
    if (total < (1L << 30) + OUTSIDE_BYTES) {
      return Finding.problem(
          found,
          "give the machine or the container 2 GiB at least, as docker run --memory=3g does");
    }
    String better = remedies.heap(Math.min(2, (total - OUTSIDE_BYTES) >> 30));
    if (heap < HEAP_BYTES) {
      return Finding.problem(found, "raise the heap with " + better);
    }
    if (total - heap < OUTSIDE_BYTES) {
      return Finding.problem(
          found, "libtorch works outside the heap and needs room: lower the heap with " + better);
    }
    return Finding.ok(found);
  }

  static Finding nativeLibraryCache(Remedies remedies) throws IOException {
    Path cache = remedies.cache();
    boolean unpacked = holds(cache.resolve("pytorch")) && holds(cache.resolve("tokenizers"));
    if (unpacked) {
      // Nobody writes there again: an image's cache may belong to another user.
      return Finding.ok(cache + ", unpacked");
    }
    Files.createDirectories(cache);
    return folder(cache, CACHE_BYTES, remedies.cacheFolder());
  }

  private static boolean holds(Path folder) {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  static Finding folder(Path folder, long bytesNeeded, String setting) throws IOException {
    if (!Files.exists(folder)) {
      return Finding.problem(
          folder + " does not exist", "mkdir -p " + folder + ", or set " + setting);
    }
    // Whether a file can be made says more than permissions do: a disk may be read-only, or full.
    Files.delete(Files.createTempFile(folder, "vireo-doctor", ""));
    // Asked of the folder: a FileStore is not found where the list of mounts is not that of a
    // chroot.
    long free = folder.toFile().getUsableSpace();
    String found = folder + ", " + gigabytes(free) + " free";
    return free >= bytesNeeded
        ? Finding.ok(found)
        : Finding.problem(
            found + " of the " + gigabytes(bytesNeeded) + " needed",
            "free some space, or set " + setting + ", a folder on another disk");
  }

  private static String elsewhere(String setting) {
    return "set " + setting + ", a folder that can be written to";
  }

  private static Finding libtorch() {
    Engine engine = Engine.getEngine("PyTorch");
    int gpus = engine.getGpuCount();
    return Finding.ok(
        engine.getVersion() + (gpus == 0 ? ", on the CPU" : ", with " + gpus + " GPUs"));
  }

  private static Finding tokenizers() {
    LibUtils.checkStatus();
    return Finding.ok("loaded");
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
