package dev.vireo.store.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.HashingStream;
import dev.vireo.store.files.Storage;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A folder of ordinary files that is published as a whole, such as a checkpoint. Its manifest lists
 * files where a dataset's lists chunks. It is sent with Spark tasks.
 *
 * @param run the run directory
 * @param path the folder in it, such as {@code checkpoints/step-40}
 * @param manifest the folder's manifest
 */
public record PublishedFolder(RunDirectory run, String path, Manifest manifest)
    implements Serializable {
  /**
   * The subfolder for the manifest and for what training stores next to a model, hidden from
   * readers of the model. Its files belong to the published folder.
   */
  public static final String STATE = "training-state";

  /** The subfolder of a model directory for chat templates other than the default. */
  public static final String TEMPLATES = "additional_chat_templates";

  static final String MANIFEST = STATE + "/" + Manifest.FILE;

  /** Subfolders that belong to a model directory. */
  private static final List<String> OF_MODEL = List.of(TEMPLATES);

  static final List<String> FOLDERS = List.of(STATE, TEMPLATES);

  /** Folders whose bytes this process has written or verified, with the hash of their files. */
  private static final Set<String> VERIFIED = ConcurrentHashMap.newKeySet();

  /** Fills a local folder with files. */
  @FunctionalInterface
  public interface Filler {
    /** Writes files into {@code folder}, which exists and is empty. */
    void fill(Path folder) throws IOException;
  }

  /**
   * Publishes the files that {@code filler} writes. They replace what was at {@code path}, unless
   * that is complete and was made from something else. Besides the files at the top, those in the
   * subfolders {@link #STATE}, which also holds the manifest, and {@link #TEMPLATES} are published.
   *
   * @param path the folder in {@code run}, such as {@code checkpoints/step-40}
   * @param fingerprint what the files are made from
   * @throws InputException if what is published there was made from something else
   */
  public static PublishedFolder publish(
      RunDirectory run, String path, Fingerprint fingerprint, Filler filler) {
    return publish(run, path, fingerprint, Instant.now(), filler);
  }

  /**
   * Publishes files whose creation began earlier.
   *
   * @param began start time, recorded in the manifest
   */
  public static PublishedFolder publish(
      RunDirectory run, String path, Fingerprint fingerprint, Instant began, Filler filler) {
    return new FolderPublication(run, path).publish(fingerprint, began, filler);
  }

  /**
   * The manifest of the folder at {@code path}; empty if there is none or it is not valid. Older
   * folders have it at their top level.
   */
  public static Optional<Manifest> manifest(RunDirectory run, String path) {
    return read(run, path + "/" + STATE).or(() -> read(run, path));
  }

  private static Optional<Manifest> read(RunDirectory run, String folder) {
    return run.read(folder + "/" + Manifest.FILE)
        .flatMap(json -> Manifest.parse(new String(json, StandardCharsets.UTF_8)));
  }

  /** Names of the files in the folder at {@code path}, as a manifest lists them. */
  public static Set<String> files(RunDirectory run, String path) {
    return entries(run, path).stream()
        .filter(entry -> !entry.folder())
        .map(Storage.Entry::name)
        .collect(Collectors.toSet());
  }

  static List<Storage.Entry> entries(RunDirectory run, String path) {
    List<Storage.Entry> entries = new ArrayList<>();
    for (Storage.Entry entry : run.storage().list(path)) {
      entries.add(entry);
      if (entry.folder() && FOLDERS.contains(entry.name())) {
        for (Storage.Entry inner : run.storage().list(Storage.within(path, entry.name()))) {
          entries.add(
              new Storage.Entry(
                  entry.name() + "/" + inner.name(),
                  inner.size(),
                  inner.folder(),
                  inner.modified()));
        }
      }
    }
    return entries;
  }

  /** The folder at {@code path} of {@code run}; empty if it is not, or no longer, complete. */
  public static Optional<PublishedFolder> find(RunDirectory run, String path) {
    return manifest(run, path)
        .filter(manifest -> Partition.missing(manifest, entries(run, path)).isEmpty())
        .map(manifest -> new PublishedFolder(run, path, manifest));
  }

  /**
   * The folder at {@code path} of {@code run}. In a fork, first takes the folder over from the
   * original run, if it was made from the same there.
   *
   * @param fingerprint what the folder must be made from
   */
  public static Optional<PublishedFolder> findOrTakeOver(
      RunDirectory run, String path, Fingerprint fingerprint) {
    Optional<RunDirectory> origin = run.origin();
    if (origin.isPresent()
        && manifest(run, path).isEmpty()
        && find(origin.get(), path)
            .filter(there -> there.manifest().fingerprint().equals(fingerprint))
            .isPresent()) {
      RunFolders.copy(origin.get(), run, path);
    }
    return find(run, path);
  }

  /**
   * A folder made elsewhere, such as a model directory. Its files are read to compute its content
   * hash, which depends only on their names and bytes. Other subfolders are ignored.
   *
   * @throws InputException if there is no such local folder
   */
  public static PublishedFolder of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException("There is no folder " + folder);
    }
    try {
      Manifest manifest =
          new Manifest(
              Fingerprint.of("files"),
              "files",
              "",
              1,
              FolderFiles.summaries(folder, OF_MODEL, file -> {}),
              Map.of());
      return new PublishedFolder(RunDirectory.at(folder), "", manifest).remembered();
    } catch (IOException e) {
      throw StorageException.of("read", folder.toString(), e);
    } catch (UncheckedIOException e) {
      throw StorageException.of("read", folder.toString(), e.getCause());
    }
  }

  /** Files that do not exist as the manifest records them, judged by name and size. */
  public List<String> missing() {
    return Partition.missing(manifest, entries(run, path));
  }

  /**
   * Reads all files, unless this process has already written or read them, because a reader would
   * not notice a damaged number.
   *
   * @throws StorageException if a file is missing or does not match the manifest
   */
  public void verify() {
    if (VERIFIED.contains(sign())) {
      return;
    }
    for (String file : damaged()) {
      throw new StorageException(
          "%s is damaged: its bytes do not match its manifest; delete the folder %s and run again to recreate it"
              .formatted(run.uri(path + "/" + file), run.uri(path)));
    }
    remembered();
  }

  /** Reads all files, and returns those that are missing or do not match the manifest. */
  public List<String> damaged() {
    return manifest.chunks().parallelStream()
        .filter(file -> !file.sha256().equals(hash(file)))
        .map(ChunkSummary::file)
        .toList();
  }

  private String hash(ChunkSummary file) {
    HashingStream hashing = new HashingStream(OutputStream.nullOutputStream());
    try {
      run.storage().copy(path + "/" + file.file(), hashing);
      return hashing.sha256();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw StorageException.of("read", run.uri(path + "/" + file.file()), e);
    }
  }

  /** Remembers that this folder's bytes are correct, and returns it. */
  PublishedFolder remembered() {
    VERIFIED.add(sign());
    return this;
  }

  private String sign() {
    return run.uri(path) + " " + filesHash();
  }

  /**
   * The hash that identifies this folder as an input of a later stage. It depends on the files and
   * on what they were made from.
   */
  public String contentHash() {
    return manifest.contentHash();
  }

  /**
   * Hash of the files' names and bytes, regardless of what they were made from and of the
   * subfolders they are in.
   */
  public String filesHash() {
    StringBuilder text = new StringBuilder();
    for (ChunkSummary file : manifest.chunks()) {
      text.append(bareName(file.file())).append(' ').append(file.sha256()).append('\n');
    }
    return CanonicalJson.hash(text.toString());
  }

  /**
   * The folder's local path. A remote folder is copied to {@code cache} once, under the hash of its
   * files.
   */
  public Path fetch(Path cache) {
    Optional<Path> here = run.local(path);
    return here.isPresent() ? here.get() : FolderCache.fetch(this, cache);
  }

  /** The name of a file without its subfolder. */
  static String bareName(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
