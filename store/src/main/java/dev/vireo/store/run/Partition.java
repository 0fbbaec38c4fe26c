package dev.vireo.store.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.files.Publisher;
import dev.vireo.store.files.Storage;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.parquet.ChunkFile;
import dev.vireo.store.parquet.ChunkReader;
import dev.vireo.store.parquet.ChunkResult;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that one stage fills with rows of one dataset and publishes as a whole: {@code
 * rollouts/iteration=3}, or just {@code preferences} for a dataset that is not partitioned.
 *
 * @param run the run directory
 * @param type the dataset
 * @param name the folder within the dataset's folder, such as {@code iteration=3}; empty for none
 * @param <T> class of a row
 */
public record Partition<T extends SpecificRecordBase>(
    RunDirectory run, DatasetType<T> type, String name) implements Serializable {
  /**
   * Marks a finished partition whose rows were deleted on request: its manifest still counts, so
   * that nothing is computed again.
   */
  private static final String CLEANED = ".cleaned";

  /** The same mark within the partition's folder, in runs before version 2. */
  private static final String CLEANED_WITHIN = "_cleaned";

  /**
   * The folder of manifests, separate from the datasets' folders, because some readers open every
   * file in those.
   */
  public static final String MANIFESTS = "manifests";

  private static final String JSON = ".json";

  private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

  static <T extends SpecificRecordBase> Partition<T> whole(RunDirectory run, DatasetType<T> type) {
    type.partitionColumn()
        .ifPresent(
            column -> {
              throw new IllegalArgumentException(type + " is partitioned by " + column);
            });
    return new Partition<>(run, type, "");
  }

  static <T extends SpecificRecordBase> Partition<T> of(
      RunDirectory run, DatasetType<T> type, String value) {
    String column =
        type.partitionColumn()
            .orElseThrow(() -> new IllegalArgumentException(type + " is not partitioned"));
    return new Partition<>(run, type, column + "=" + value);
  }

  /** The folder's path in the run directory. */
  public String path() {
    return name.isEmpty() ? type.name() : type.name() + "/" + name;
  }

  /** The folder's full URI. */
  public String uri() {
    return run.uri(path());
  }

  /** Path of the manifest in the run directory. */
  String manifestPath() {
    return MANIFESTS + "/" + path() + JSON;
  }

  /** Path of the file that marks the partition as cleaned. */
  private String cleanedPath() {
    return MANIFESTS + "/" + path() + CLEANED;
  }

  /** Path of a chunk's file in the run directory. */
  public String path(int chunk) {
    return path() + "/" + ChunkFile.name(chunk);
  }

  /** The published dataset; empty if it is not, or no longer, complete. */
  public Optional<DatasetHandle<T>> published() {
    return manifest()
        .filter(manifest -> missing(manifest).isEmpty())
        .map(manifest -> new DatasetHandle<>(this, manifest));
  }

  /**
   * The published dataset.
   *
   * @throws InputException if it is not complete
   */
  public DatasetHandle<T> require() {
    return published()
        .orElseThrow(
            () ->
                new InputException(
                    "There are no finished " + type + " in " + uri() + ": run their stage first"));
  }

  /** The manifest, if there is a valid one. The chunks are not checked. */
  public Optional<Manifest> manifest() {
    String path = manifestPath();
    Optional<byte[]> bytes = run.read(path);
    if (bytes.isEmpty()) {
      path = path() + "/" + Manifest.FILE;
      bytes = run.read(path);
    }
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Optional<Manifest> manifest =
        Manifest.parse(new String(bytes.get(), StandardCharsets.UTF_8))
            .filter(each -> each.dataset().equals(type.name()) && each.partition().equals(name));
    if (manifest.isEmpty()) {
      LOG.warn("{} is damaged: {} counts as unfinished", run.uri(path), path());
    }
    return manifest;
  }

  /** The manifest of the partition or folder of files at {@code path}, if there is a valid one. */
  public static Optional<Manifest> manifest(RunDirectory run, String path) {
    Optional<byte[]> bytes = run.read(beside(path) + JSON);
    return bytes.isEmpty()
        ? PublishedFolder.manifest(run, path)
        : Manifest.parse(new String(bytes.get(), StandardCharsets.UTF_8));
  }

  /**
   * The place among the manifests for the partition at {@code path}, which may lie in a nested run
   * directory.
   */
  private static String beside(String path) {
    int name = path.lastIndexOf('/') + 1;
    int dataset = path.indexOf('=', name) < 0 ? name : path.lastIndexOf('/', name - 2) + 1;
    return path.substring(0, dataset) + MANIFESTS + "/" + path.substring(dataset);
  }

  /** The files outside the partition at {@code path} that mark it as finished. */
  static List<String> filesBeside(String path) {
    return List.of(beside(path) + CLEANED, beside(path) + JSON);
  }

  /** The partition whose manifest is at {@code path}. */
  public static Optional<String> ofManifest(String path) {
    int manifests = ("/" + path).indexOf("/" + MANIFESTS + "/");
    return manifests < 0 || !path.endsWith(JSON)
        ? Optional.empty()
        : Optional.of(
            path.substring(0, manifests)
                + path.substring(
                    manifests + MANIFESTS.length() + 1, path.length() - JSON.length()));
  }

  /**
   * Publishes a chunk's file.
   *
   * @param replace whether to replace an existing file; otherwise the existing file is kept
   * @return its summary; empty if another file was there first
   */
  public Optional<ChunkSummary> write(
      int chunk, Fingerprint fingerprint, ChunkResult<T> result, boolean replace) {
    ChunkSummary[] summary = new ChunkSummary[1];
    Publisher.Content content =
        out -> summary[0] = ChunkFile.write(out, type, chunk, fingerprint, result);
    if (replace) {
      run.publisher().publish(path(chunk), content);
    } else if (!run.publisher().createIfAbsent(path(chunk), content)) {
      return Optional.empty();
    }
    return Optional.of(summary[0]);
  }

  /**
   * The summary of a chunk's file from an earlier run; empty if the file is missing, damaged, made
   * from something else, or has another version of the schemas. Reads the whole file.
   */
  public Optional<ChunkSummary> summary(int chunk, Fingerprint fingerprint) {
    try {
      return ChunkReader.summary(run.storage().input(path(chunk)), chunk, fingerprint);
    } catch (IOException | RuntimeException e) {
      // Whatever is wrong with the file, the chunk is computed again.
      return Optional.empty();
    }
  }

  /** A manifest of chunks written by this process just now. */
  public Manifest manifest(
      Fingerprint fingerprint, List<ChunkSummary> chunks, Map<String, String> provenance) {
    return new Manifest(
        fingerprint, type.name(), name, Datasets.SCHEMA_VERSION, chunks, provenance);
  }

  /** Publishes the manifest, which makes the partition finished. */
  public void publish(Manifest manifest) {
    byte[] bytes = manifest.toJson().getBytes(StandardCharsets.UTF_8);
    run.publisher().publish(manifestPath(), out -> out.write(bytes));
  }

  /**
   * Deletes the manifest, so that the partition no longer counts as complete.
   *
   * @param files the content of the partition's folder
   */
  public void unpublish(List<Storage.Entry> files) {
    run.delete(manifestPath());
    run.delete(cleanedPath());
    for (Storage.Entry file : files) {
      if (file.name().equals(Manifest.FILE) || file.name().equals(CLEANED_WITHIN)) {
        run.delete(path() + "/" + file.name());
      }
    }
    run.storage().clean(MANIFESTS + "/" + type.name());
  }

  /** The existing chunk files; empty if the partition is not finished. */
  public List<Removable> rows(String reason) {
    if (manifest().isEmpty()) {
      return List.of();
    }
    return run.storage().list(path()).stream()
        .filter(file -> ChunkFile.chunkOf(file.name()) >= 0)
        .map(file -> new Removable(path() + "/" + file.name(), file.size(), reason))
        .toList();
  }

  /** Whether the chunk files of the partition at {@code path} were deleted on request. */
  public static boolean isCleaned(RunDirectory run, String path) {
    return run.exists(beside(path) + CLEANED) || run.exists(path + "/" + CLEANED_WITHIN);
  }

  /** Records that chunk files of a finished partition are about to be deleted on purpose. */
  public void markCleaned() {
    run.publisher().publish(cleanedPath(), out -> {});
  }

  /**
   * Chunk files that {@code manifest} lists and that do not exist as recorded; empty if they were
   * deleted on request.
   */
  public List<String> missing(Manifest manifest) {
    List<String> missing = missing(manifest, run.storage().list(path()));
    return missing.isEmpty() || isCleaned(run, path()) ? List.of() : missing;
  }

  /** Files that {@code manifest} lists and that are not in {@code files} as recorded. */
  static List<String> missing(Manifest manifest, List<Storage.Entry> files) {
    Map<String, Long> sizes = new HashMap<>();
    files.forEach(file -> sizes.put(file.name(), file.size()));
    return manifest.chunks().stream()
        .filter(chunk -> !Long.valueOf(chunk.size()).equals(sizes.get(chunk.file())))
        .map(ChunkSummary::file)
        .toList();
  }

  @Override
  public String toString() {
    return path();
  }
}
