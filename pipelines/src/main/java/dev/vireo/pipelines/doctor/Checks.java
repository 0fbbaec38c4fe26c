package dev.vireo.pipelines.doctor;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.util.Utils;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
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

  /** What a demonstration needs. */
  private static final long HEAP_BYTES = 1L << 30;

  /** What libtorch needs outside the heap for a small model. */
  private static final long OUTSIDE_BYTES = 1L << 30;

  private Checks() {}

  /** All of them, in the order in which a run would meet them. */
  public static List<Check> all() {
    return List.of(
        new Check("Java", Checks::java, "install a JDK 17 and set JAVA_HOME"),
        new Check("memory", Checks::memory, "set the heap with VIREO_JAVA_OPTS=-Xmx4g"),
        new Check(
            "temporary files", Checks::temporaryFiles, "set VIREO_JAVA_OPTS=-Djava.io.tmpdir=..."),
        new Check(
            "native library cache",
            () -> nativeLibraryCache(Utils.getEngineCacheDir()),
            "set DJL_CACHE_DIR to a writable folder"),
        new Check(
            "libtorch",
            Checks::libtorch,
            "Linux on x86-64 with glibc is needed; if unpacking was interrupted, delete the native"
                + " library cache"),
        new Check(
            "tokenizers",
            Checks::tokenizers,
            "Linux with glibc is needed; if unpacking was interrupted, delete the native library"
                + " cache"),
        new Check(
            "Spark",
            SparkCheck::find,
            "start Java with conf/jvm.options, and check that the host's own name resolves"));
  }

  private static Finding java() {
    String found = Runtime.version() + " in " + System.getProperty("java.home");
    return Runtime.version().feature() >= 17
        ? Finding.ok(found)
        : Finding.problem(found, "install a JDK 17 and set JAVA_HOME");
  }

  private static Finding memory() {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return memory(
        machine.getTotalMemorySize(),
        Runtime.getRuntime().maxMemory(),
        Runtime.getRuntime().availableProcessors());
  }

  static Finding memory(long total, long heap, int cores) {
    String found =
        cores + " cores, " + gigabytes(total) + " in all, " + gigabytes(heap) + " of it heap";
    if (heap < HEAP_BYTES) {
      return Finding.problem(found, "raise the heap with VIREO_JAVA_OPTS=-Xmx2g");
    }
    if (total - heap < OUTSIDE_BYTES) {
      return Finding.problem(
          found,
          "libtorch works outside the heap and needs room: lower the heap with"
              + " VIREO_JAVA_OPTS=-Xmx2g");
    }
    return Finding.ok(found);
  }

  private static Finding temporaryFiles() throws IOException {
    return folder(
        Path.of(System.getProperty("java.io.tmpdir")),
        TEMPORARY_BYTES,
        "free some space, or set VIREO_JAVA_OPTS=-Djava.io.tmpdir=... to another disk");
  }

  static Finding nativeLibraryCache(Path cache) throws IOException {
    Files.createDirectories(cache);
    boolean unpacked;
    try (var entries = Files.list(cache.resolve("pytorch"))) {
      unpacked = entries.findAny().isPresent();
    } catch (IOException e) {
      unpacked = false;
    }
    return folder(
        cache,
        unpacked ? 0 : CACHE_BYTES,
        "free some space, or set DJL_CACHE_DIR to a folder on another disk");
  }

  static Finding folder(Path folder, long bytesNeeded, String remedy) throws IOException {
    // Whether a file can be made says more than permissions do: a disk may be read-only, or full.
    Files.delete(Files.createTempFile(folder, "vireo-doctor", ""));
    FileStore disk = Files.getFileStore(folder);
    String found = folder + ", " + gigabytes(disk.getUsableSpace()) + " free";
    return disk.getUsableSpace() >= bytesNeeded
        ? Finding.ok(found)
        : Finding.problem(found + " of the " + gigabytes(bytesNeeded) + " needed", remedy);
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
