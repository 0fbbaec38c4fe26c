package dev.vireo.pipelines.doctor;

import dev.vireo.pipelines.spark.SparkVersions;
import java.lang.reflect.InaccessibleObjectException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;

/**
 * What to do about what was found: commands and settings, as they are given to whatever started
 * this process.
 *
 * @param launcher whether that was {@code ./vireo}, and not spark-submit
 * @param cache where native libraries are unpacked
 * @param ownTorch whether libtorch is that of PYTORCH_LIBRARY_PATH
 */
record Remedies(boolean launcher, Path cache, boolean ownTorch) {

  /** About a Spark that Vireo is not tested with. */
  static final String OTHER_SPARK =
      "set SPARK_HOME to a distribution of Spark " + String.join(" or ", SparkVersions.CHECKED);

  /** Sets the heap, in GiB. */
  String heap(long gigabytes) {
    return (launcher ? "VIREO_JAVA_OPTS=-Xmx%dg" : "--driver-memory %dg").formatted(gigabytes);
  }

  /** Puts temporary files elsewhere. */
  String temporaryFolder() {
    String option = "-Djava.io.tmpdir=DIR";
    return launcher ? "VIREO_JAVA_OPTS=" + option : "--driver-java-options " + option;
  }

  /** Unpacks native libraries elsewhere. */
  String cacheFolder() {
    return "DJL_CACHE_DIR=DIR";
  }

  /** About a native library that does not load. */
  String natives(Throwable cause, String folder) {
    String message = String.valueOf(cause.getMessage());
    if (ownTorch && folder.equals("pytorch")) {
      return "unset PYTORCH_LIBRARY_PATH, or point it at the lib folder of the torch that"
          + " PYTORCH_VERSION and PYTORCH_FLAVOR name";
    }
    if (message.contains("failed to map segment") || message.contains("not permitted")) {
      return cache
          + " is on a disk that runs no programs (noexec): set %s to a folder on another"
              .formatted(cacheFolder());
    }
    if (message.contains("No space left")) {
      return "free some space in %s, or set %s to a folder on another disk"
          .formatted(cache, cacheFolder());
    }
    if (message.contains("GLIBC") || message.contains("ld-linux") || message.contains("musl")) {
      return "use a Linux on x86-64 with glibc 2.28 or newer, such as the image debian:12";
    }
    return "unpack it again: rm -r "
        + cache.resolve(folder)
        + " (it runs on Linux on x86-64 with glibc)";
  }

  /** About Spark that does not start. */
  String spark(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof UnknownHostException) {
      return "give this host's name an address: echo \"127.0.0.1 $(hostname)\" >> /etc/hosts";
    }
    if (cause instanceof BindException || message.contains("SPARK_LOCAL_IP")) {
      return "set SPARK_LOCAL_IP=127.0.0.1";
    }
    if (message.contains("getSubject")) {
      return "set JAVA_HOME to a JDK 17";
    }
    if (cause instanceof IllegalAccessError || cause instanceof InaccessibleObjectException) {
      return "start Java with the options of conf/jvm.options, as ./vireo and the settings files"
          + " in conf/ do";
    }
    if (cause instanceof UnsatisfiedLinkError) {
      return "temporary files are on a disk that runs no programs (noexec): set "
          + temporaryFolder()
          + ", a folder on another";
    }
    if (cause instanceof LinkageError || cause instanceof ClassNotFoundException) {
      return OTHER_SPARK;
    }
    return "read Spark's own log: "
        + (launcher
            ? "VIREO_JAVA_OPTS=-Dvireo.log.level=info vireo doctor"
            : "add --driver-java-options -Dvireo.log.level=info");
  }
}
