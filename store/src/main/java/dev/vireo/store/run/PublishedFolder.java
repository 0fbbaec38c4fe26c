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
 * A folder of ordinary files that is published as a whole, such as a checkpoint: its manifest names
 * the files where a dataset's names chunks. It travels with Spark tasks.
 *
 * @param run the run directory
 * @param path the folder in it, such as {@code checkpoints/step-40}
 * @param manifest what is in it
 */
public record PublishedFolder(RunDirectory run, String path, Manifest manifest)
    implements Serializable {
  /**
   * The folder within a published one whose files belong to it, and where its manifest is: what
   * training keeps next to a model, which readers of the model alone never see.
   */
  public static final String STATE = "training-state";

  /** Where a model directory keeps the chat templates that are not its default. */
  public static final String TEMPLATES = "additional_chat_templates";

  static final String MANIFEST = STATE + "/" + Manifest.FILE;

  /** What belongs to a model directory besides the files at its top. */
  private static final List<String> OF_MODEL = List.of(TEMPLATES);

  static final List<String> FOLDERS = List.of(STATE, TEMPLATES);

  /** Folders whose bytes this process wrote or looked at, with the hash of their files. */
  private static final Set<String> VERIFIED = ConcurrentHashMap.newKeySet();

  /** Fills a folder of this machine with files. */
  @FunctionalInterface
  public interface Filler {
    /** Writes files into {@code folder}, which is there and empty. */
    void fill(Path folder) throws IOException;
  }

  /**
   * Publishes the files that {@code filler} makes, in place of what was at {@code path}: nothing
   * whole, unless it was made from the same. Those in the folders {@link #STATE}, where the
   * manifest is put, and {@link #TEMPLATES} within it belong to it.
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
   * The same for files whose making began earlier.
   *
   * @param began recorded with the files
   */
  public static PublishedFolder publish(
      RunDirectory run, String path, Fingerprint fingerprint, Instant began, Filler filler) {
    return new FolderPublication(run, path).publish(fingerprint, began, filler);
  }

  /**
   * The whole manifest of the folder at {@code path}; empty if there is none, or one that cannot be
   * trusted. Folders of before have it at their top.
   */
  public static Optional<Manifest> manifest(RunDirectory run, String path) {
    return read(run, path + "/" + STATE).or(() -> read(run, path));
  }

  private static Optional<Manifest> read(RunDirectory run, String folder) {
    return run.read(folder + "/" + Manifest.FILE)
        .flatMap(json -> Manifest.parse(new String(json, StandardCharsets.UTF_8)));
  }

  /** Files that are in the folder at {@code path}, by their names in its manifest. */
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

  /** The folder at {@code path} of {@code run}; empty while it is not, or no longer, whole. */
  public static Optional<PublishedFolder> find(RunDirectory run, String path) {
    return manifest(run, path)
        .filter(manifest -> Partition.missing(manifest, entries(run, path)).isEmpty())
        .map(manifest -> new PublishedFolder(run, path, manifest));
  }

  /**
   * The same; in a fork, what the other run has made from the same is taken over first.
   *
   * @param fingerprint what the folder is to be made from
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
   * A folder made elsewhere, such as a model directory: its files are read to know its content
   * hash, which depends on their names and bytes alone. Folders within it do not count.
   *
   * @throws InputException if there is no such folder on this machine
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

  /** Files of the manifest that are not there as recorded, by name and size alone. */
  public List<String> missing() {
    return Partition.missing(manifest, entries(run, path));
  }

  /**
   * Reads all files, unless this process has written or read them before: their readers would take
   * a wrong number for a right one.
   *
   * @throws StorageException if one of them is missing or has other bytes than the manifest says
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

  /** Reads all files: which of them are missing or have other bytes than the manifest says. */
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

  /** This folder, as one whose bytes are known to be right. */
  PublishedFolder remembered() {
    VERIFIED.add(sign());
    return this;
  }

  private String sign() {
    return run.uri(path) + " " + filesHash();
  }

  /** What a later stage names as its input: depends on the files and what they were made from. */
  public String contentHash() {
    return manifest.contentHash();
  }

  /**
   * Hash of the files' names and bytes alone, regardless of what they were made from and wherever
   * in the folder they are.
   */
  public String filesHash() {
    StringBuilder text = new StringBuilder();
    for (ChunkSummary file : manifest.chunks()) {
      text.append(bareName(file.file())).append(' ').append(file.sha256()).append('\n');
    }
    return CanonicalJson.hash(text.toString());
  }

  /**
   * The folder on this machine. One that is elsewhere is copied into {@code cache} once, under the
   * hash of its files.
   */
  public Path fetch(Path cache) {
    Optional<Path> here = run.local(path);
    return here.isPresent() ? here.get() : FolderCache.fetch(this, cache);
  }

  /** The name of a file without the folder within the published one that it is in. */
  static String bareName(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
