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
 * A folder that holds everything a run makes, on any Hadoop file system. It travels with Spark
 * tasks: it is a URI and the few Hadoop settings that were set by hand, which may include
 * credentials and so are never printed.
 *
 * <p>Paths given to its methods are relative to it and use {@code /}.
 */
public final class RunDirectory implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String uri;
  private final TreeMap<String, String> hadoop;
  private transient volatile Storage storage;

  /** The run that this one takes over from; null if there is none. Of the driver alone. */
  private transient RunDirectory origin;

  private RunDirectory(String uri, Map<String, String> hadoop) {
    this.uri = uri;
    this.hadoop = new TreeMap<>(hadoop);
  }

  /** The run directory at a path of this machine. */
  public static RunDirectory at(java.nio.file.Path path) {
    Path whole = new Path("file", null, path.toAbsolutePath().normalize().toString());
    return new RunDirectory(withoutSlash(whole.toString()), Map.of());
  }

  /**
   * The run directory at {@code location}: a URI, or a path on the file system that {@code
   * configuration} names as its default. It need not be there yet.
   *
   * @throws InputException if no such file system is known, or an object store refuses
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

  /** The whole URI as Hadoop and Spark write it: unescaped, without a slash at the end. */
  public String uri() {
    return uri;
  }

  /** The whole URI of {@code path}, as Spark reads it. */
  public String uri(String path) {
    return path.isEmpty() ? uri : uri + "/" + path;
  }

  /** A run directory within this one. */
  public RunDirectory child(String name) {
    RunDirectory child = new RunDirectory(uri(name), hadoop);
    child.origin = origin == null ? null : origin.child(name);
    return child;
  }

  /**
   * This directory as that of a fork: a stage whose output another run has published, made from the
   * same, takes it over, and one that would have to compute throws {@link NotInherited}.
   */
  public RunDirectory takingOverFrom(RunDirectory other) {
    RunDirectory fork = new RunDirectory(uri, hadoop);
    fork.origin = other;
    return fork;
  }

  /** The run that this one takes over from. */
  public Optional<RunDirectory> origin() {
    return Optional.ofNullable(origin);
  }

  /**
   * Says that a stage is about to compute.
   *
   * @throws NotInherited if this directory only takes over
   */
  public void requireOwnWork(String stage) {
    if (origin != null) {
      throw new NotInherited(stage);
    }
  }

  /** The only folder of a dataset that is not partitioned. */
  public <T extends SpecificRecordBase> Partition<T> partition(DatasetType<T> type) {
    return Partition.whole(this, type);
  }

  /** The folder of a dataset's rows of one iteration or step. */
  public <T extends SpecificRecordBase> Partition<T> partition(DatasetType<T> type, int value) {
    return Partition.of(this, type, Integer.toString(value));
  }

  /** The folder of a dataset's rows with the given value in its partition column. */
  public <T extends SpecificRecordBase> Partition<T> partition(DatasetType<T> type, String value) {
    return Partition.of(this, type, value);
  }

  /** All bytes of a small file, if it is there. */
  public Optional<byte[]> read(String path) {
    return storage().read(path);
  }

  /** Publishes files here. */
  public Publisher publisher() {
    return storage().publisher();
  }

  /** Names of the files and folders directly in {@code folder}, sorted; none if it is missing. */
  public List<String> list(String folder) {
    return storage().list(folder).stream().map(Storage.Entry::name).toList();
  }

  /** Size of a folder with all that is in it. */
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

  /** Deletes a file, or a folder with all that is in it, if it is there. */
  public void delete(String path) {
    storage().delete(path);
  }

  /** {@code path} on this machine, if the run directory is on it; otherwise empty. */
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
