package dev.vireo.store.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.DatasetType;
import dev.vireo.store.files.FirstRequest;
import dev.vireo.store.files.HadoopFiles;
import dev.vireo.store.files.HadoopSettings;
import dev.vireo.store.files.HadoopStorage;
import dev.vireo.store.files.LocalStorage;
import dev.vireo.store.files.Publisher;
import dev.vireo.store.files.Storage;
import dev.vireo.store.files.StorageException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder that holds everything a run makes, on any Hadoop file system. It is sent with Spark
 * tasks, as a URI and the Hadoop settings that the user set, which may include credentials and so
 * are never printed.
 *
 * <p>Paths given to its methods are relative to it and use {@code /}.
 */
public final class RunDirectory implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String uri;
  private final TreeMap<String, String> hadoop;
  private transient volatile Storage storage;

  /**
   * The run that this one takes output over from; null if there is none. Set only on the driver.
   */
  private transient RunDirectory origin;

  private RunDirectory(String uri, Map<String, String> hadoop) {
    this.uri = uri;
    this.hadoop = new TreeMap<>(hadoop);
  }

  /** The run directory at a local path. */
  public static RunDirectory at(java.nio.file.Path path) {
    Path whole = new Path("file", null, path.toAbsolutePath().normalize().toString());
    return new RunDirectory(withoutSlash(whole.toString()), Map.of());
  }

  /**
   * The run directory at {@code location}: a URI, or a path on the default file system of {@code
   * configuration}. It need not exist yet.
   *
   * @throws InputException if the file system is not known, or an object store refuses access
   * @throws StorageException if an object store does not answer
   */
  public static RunDirectory at(String location, Configuration configuration) {
    try {
      URI given = new Path(location).toUri();
      URI home = FileSystem.getDefaultUri(configuration);
      String scheme = given.getScheme() == null ? home.getScheme() : given.getScheme();
      if (scheme.equals("file")) {
        return at(java.nio.file.Path.of(given.getPath()));
      }
      if (scheme.equals("s3a")) {
        FirstRequest.send(new Path(given), configuration);
      }
      FileSystem files = HadoopFiles.of(new Path(given), configuration);
      Path whole = files.makeQualified(new Path(given));
      return new RunDirectory(withoutSlash(whole.toString()), HadoopSettings.of(configuration));
    } catch (InputException | StorageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          "Cannot use " + location + " as a run directory: " + StorageException.firstLine(e), e);
    }
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") && !uri.endsWith(":///") ? uri.substring(0, uri.length() - 1) : uri;
  }

  /** The full URI as Hadoop and Spark write it: unescaped, without a trailing slash. */
  public String uri() {
    return uri;
  }

  /** The full URI of {@code path}, as Spark reads it. */
  public String uri(String path) {
    return path.isEmpty() ? uri : uri + "/" + path;
  }

  /** A nested run directory. */
  public RunDirectory child(String name) {
    RunDirectory child = new RunDirectory(uri(name), hadoop);
    child.origin = origin == null ? null : origin.child(name);
    return child;
  }

  /**
   * This directory as a fork of another run: a stage takes over the output that the other run
   * published if it was made from the same, and throws {@link NotInherited} if it would have to
   * compute.
   */
  public RunDirectory takingOverFrom(RunDirectory other) {
    RunDirectory fork = new RunDirectory(uri, hadoop);
    fork.origin = other;
    return fork;
  }

  /** The run that this one takes output over from, if any. */
  public Optional<RunDirectory> origin() {
    return Optional.ofNullable(origin);
  }

  /**
   * Checks that a stage may compute.
   *
   * @throws NotInherited if this directory only takes output over
   */
  public void requireOwnWork(String stage) {
    if (origin != null) {
      throw new NotInherited(stage);
    }
  }

  /** The folder of a dataset that is not partitioned. */
  public <T extends SpecificRecordBase> Partition<T> partition(DatasetType<T> type) {
    return Partition.whole(this, type);
  }

  /** The folder of a dataset's rows for one iteration or step. */
  public <T extends SpecificRecordBase> Partition<T> partition(DatasetType<T> type, int value) {
    return Partition.of(this, type, Integer.toString(value));
  }

  /** The folder of a dataset's rows with a value in its partition column. */
  public <T extends SpecificRecordBase> Partition<T> partition(DatasetType<T> type, String value) {
    return Partition.of(this, type, value);
  }

  /** All bytes of a small file; empty if it does not exist. */
  public Optional<byte[]> read(String path) {
    return storage().read(path);
  }

  /** The publisher of files in this directory. */
  public Publisher publisher() {
    return storage().publisher();
  }

  /**
   * Names of the files and folders directly in {@code folder}, sorted; empty if it does not exist.
   */
  public List<String> list(String folder) {
    return storage().list(folder).stream().map(Storage.Entry::name).toList();
  }

  /** Size of a folder with its contents, in bytes. */
  public long bytes(String folder) {
    return storage().list(folder).stream()
        .mapToLong(
            entry -> entry.folder() ? bytes(Storage.within(folder, entry.name())) : entry.size())
        .sum();
  }

  /** Whether there is a file or folder at {@code path}. */
  public boolean exists(String path) {
    return storage().exists(path);
  }

  /** Deletes a file, or a folder with its contents; does nothing if it does not exist. */
  public void delete(String path) {
    storage().delete(path);
  }

  /** The local path of {@code path}; empty if the run directory is remote. */
  public Optional<java.nio.file.Path> local(String path) {
    return storage() instanceof LocalStorage local
        ? Optional.of(local.resolve(path))
        : Optional.empty();
  }

  public Storage storage() {
    Storage known = storage;
    if (known == null) {
      known = open();
      storage = known;
    }
    return known;
  }

  private Storage open() {
    URI parsed = new Path(uri).toUri();
    if ("file".equals(parsed.getScheme())) {
      java.nio.file.Path root = java.nio.file.Path.of(parsed.getPath());
      if (Files.exists(root) && !Files.isDirectory(root)) {
        throw new InputException(root + " is a file, not a run directory");
      }
      return new LocalStorage(root);
    }
    try {
      return new HadoopStorage(new Path(uri), HadoopSettings.configuration(hadoop));
    } catch (IOException e) {
      throw StorageException.of("open", uri, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunDirectory that && uri.equals(that.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  @Override
  public String toString() {
    return uri;
  }
}
