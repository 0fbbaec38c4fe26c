package dev.vireo.store.files;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;

/** Opens Hadoop's file systems, and explains which library is missing for those that need one. */
public final class HadoopFiles {
  private static final String S3A = "s3a";

  private static final Set<String> OBJECT_STORES =
      Set.of(S3A, "s3", "s3n", "gs", "wasb", "wasbs", "oss", "cosn", "obs", "swift");

  private HadoopFiles() {}

  /**
   * Whether {@code path} is on an object store, where a rename is a copy and a file appears once it
   * is closed.
   */
  public static boolean isObjectStore(Path path) {
    String scheme = path.toUri().getScheme();
    return scheme != null && OBJECT_STORES.contains(scheme);
  }

  /**
   * The file system of {@code path}.
   *
   * @throws IOException if there is none; its one-line message says what to add to the class path
   */
  public static FileSystem of(Path path, Configuration configuration) throws IOException {
    return open(path, () -> path.getFileSystem(configuration));
  }

  /** Opens a file system. */
  @FunctionalInterface
  interface Opening {
    FileSystem open() throws IOException;
  }

  /** Calls {@code opening}, and reports a missing class in one line. */
  static FileSystem open(Path path, Opening opening) throws IOException {
    try {
      return opening.open();
    } catch (UnsupportedFileSystemException e) {
      throw new IOException(unknown(path.toUri().getScheme()));
    } catch (RuntimeException e) {
      if (isMissingClass(e)) {
        throw new IOException(unknown(path.toUri().getScheme()));
      }
      throw e;
    } catch (LinkageError e) {
      // Hadoop's own part is present, but a library that it needs is missing.
      throw new IOException(unknown(path.toUri().getScheme()) + " (" + e.getMessage() + ")");
    }
  }

  private static boolean isMissingClass(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClassNotFoundException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Builds a message without a cause, because the cause's message, a class name, would be shown
   * instead.
   */
  private static String unknown(String scheme) {
    if (S3A.equals(scheme)) {
      return String.format(
          "s3a:// needs org.apache.hadoop:hadoop-aws:%s and its AWS SDK bundle on the class path:"
              + " use --packages of spark-submit, or VIREO_CLASSPATH of ./vireo",
          VersionInfo.getVersion());
    }
    return "nothing on the class path reads "
        + scheme
        + "://"
        + (scheme.equals("s3") || scheme.equals("s3n") ? ": write s3a://" : "");
  }
}
