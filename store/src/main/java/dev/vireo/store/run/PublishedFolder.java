package dev.vireo.store.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.directory.TrainingState;
import dev.vireo.store.files.HashingStream;
import dev.vireo.store.files.LocalScratch;
import dev.vireo.store.files.Storage;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.files.TemporaryName;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.manifest.Provenance;
import dev.vireo.store.manifest.StageChange;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
  private static final String MANIFEST = TrainingState.FOLDER + "/" + Manifest.FILE;

  /** Folders whose bytes this process wrote or looked at, with the hash of their files. */
  private static final Set<String> SOUND = ConcurrentHashMap.newKeySet();

  /** Fills a folder of this machine with files. */
  @FunctionalInterface
  public interface Filler {
    /** Writes files into {@code folder}, which is there and empty. */
    void fill(Path folder) throws IOException;
  }

  /**
   * Publishes the files that {@code filler} makes, in place of what was at {@code path}: nothing
   * whole, unless it was made from the same. Those in the folder {@link TrainingState#FOLDER}
   * within it belong to it; the manifest is put there too.
   *
   * @param path the folder in {@code run}, such as {@code checkpoints/step-40}
   * @param fingerprint what the files are made from
   * @throws InputException if what is published there was made from something else
   */
  public static PublishedFolder publish(
      RunDirectory run, String path, Fingerprint fingerprint, Filler filler) {
    manifest(run, path)
        .ifPresent(old -> StageChange.refuse(run.uri(path), old.fingerprint(), fingerprint));
    run.requireOwnWork(fingerprint.stage());
    Instant began = Instant.now();
    Path staging = null;
    try {
      staging = staging(run, path);
      filler.fill(staging);
      Manifest manifest =
          new Manifest(
              fingerprint,
              parent(path),
              name(path),
              1,
              FolderFiles.summaries(staging, true, FolderFiles::force),
              Provenance.of(null).facts(began, Instant.now()));
      Path state = Files.createDirectories(staging.resolve(TrainingState.FOLDER));
      Path written = Files.writeString(state.resolve(Manifest.FILE), manifest.toJson());
      FolderFiles.force(written);
      FolderFiles.force(state);
      FolderFiles.force(staging);
      Optional<PublishedFolder> same = same(run, path, manifest);
      if (same.isPresent()) {
        return same.get();
      }
      commit(run, path, staging, manifest);
      return new PublishedFolder(run, path, manifest).remembered();
    } catch (IOException e) {
      throw StorageException.of("write", run.storage().location(path), e);
    } catch (UncheckedIOException e) {
      throw StorageException.of("write", run.storage().location(path), e.getCause());
    } finally {
      deleteAll(staging);
    }
  }

  private static Path staging(RunDirectory run, String path) throws IOException {
    Optional<Path> target = run.local(path);
    if (target.isEmpty()) {
      return LocalScratch.folder();
    }
    Path parent = target.get().getParent();
    Files.createDirectories(parent);
    run.storage().clean(parent(path));
    return Files.createDirectory(parent.resolve(TemporaryName.of(name(path))));
  }

  /**
   * What another driver on the same run directory has published meanwhile, where it is the same: it
   * stays, since that driver may be reading it.
   */
  private static Optional<PublishedFolder> same(RunDirectory run, String path, Manifest manifest) {
    return find(run, path)
        .filter(there -> there.contentHash().equals(manifest.contentHash()))
        .filter(there -> there.damaged().isEmpty())
        .map(PublishedFolder::remembered);
  }

  private static void commit(RunDirectory run, String path, Path staging, Manifest manifest)
      throws IOException {
    Optional<Path> target = run.local(path);
    if (target.isPresent()) {
      deleteManifest(run, path);
      run.delete(path);
      try {
        Files.move(staging, target.get(), StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // Between the look and the move the other driver was first.
        if (same(run, path, manifest).isEmpty()) {
          throw e;
        }
      }
      return;
    }
    clear(run, path, manifest);
    for (ChunkSummary file : manifest.chunks()) {
      run.publisher().publishCopy(path + "/" + file.file(), staging.resolve(file.file()));
    }
    run.publisher().publishCopy(path + "/" + MANIFEST, staging.resolve(MANIFEST));
  }

  private static void deleteManifest(RunDirectory run, String path) {
    run.delete(path + "/" + MANIFEST);
    run.delete(path + "/" + Manifest.FILE);
  }

  /**
   * Deletes what would not belong to the folder, and nothing else: another driver may be reading
   * the same files, or uploading them, and a file that takes another's place is never missing.
   */
  private static void clear(RunDirectory run, String path, Manifest manifest) {
    Optional<String> there = manifest(run, path).map(Manifest::contentHash);
    if (!there.equals(Optional.of(manifest.contentHash()))) {
      deleteManifest(run, path);
    }
    run.storage().clean(path);
    run.storage().clean(path + "/" + TrainingState.FOLDER);
    Set<String> ours =
        manifest.chunks().stream().map(ChunkSummary::file).collect(Collectors.toSet());
    ours.add(MANIFEST);
    for (Storage.Entry file : entries(run, path)) {
      boolean hidden = bareName(file.name()).startsWith(".");
      if (!file.folder() && !hidden && !ours.contains(file.name())) {
        run.delete(path + "/" + file.name());
      }
    }
  }

  /**
   * The whole manifest of the folder at {@code path}; empty where there is none, or one that cannot
   * be trusted. Folders of before have it at their top.
   */
  public static Optional<Manifest> manifest(RunDirectory run, String path) {
    return Manifest.read(run, path + "/" + TrainingState.FOLDER).or(() -> Manifest.read(run, path));
  }

  /** Files that are in the folder at {@code path}, by their names in its manifest. */
  public static Set<String> files(RunDirectory run, String path) {
    return entries(run, path).stream()
        .filter(entry -> !entry.folder())
        .map(Storage.Entry::name)
        .collect(Collectors.toSet());
  }

  private static List<Storage.Entry> entries(RunDirectory run, String path) {
    List<Storage.Entry> entries = new ArrayList<>();
    for (Storage.Entry entry : run.storage().list(path)) {
      entries.add(entry);
      if (entry.folder() && entry.name().equals(TrainingState.FOLDER)) {
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
   * A folder that somebody else made, such as a model directory: its files are read to know its
   * content hash, which depends on their names and bytes alone. Folders within it do not count.
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
              FolderFiles.summaries(folder, false, file -> {}),
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
    if (SOUND.contains(sign())) {
      return;
    }
    for (String file : damaged()) {
      throw new StorageException(
          "%s is damaged: its bytes are not those of its manifest; delete the folder %s and run again, which makes it anew"
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

  private PublishedFolder remembered() {
    SOUND.add(sign());
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
   * Hash of the files' names and bytes alone, whatever they were made from and wherever in the
   * folder they lie.
   */
  public String filesHash() {
    StringBuilder text = new StringBuilder();
    for (ChunkSummary file : manifest.chunks()) {
      text.append(bareName(file.file())).append(' ').append(file.sha256()).append('\n');
    }
    return CanonicalJson.hash(text.toString());
  }

  /**
   * The folder on this machine. One that lies elsewhere is copied into {@code cache} once, under
   * the hash of its files.
   */
  public Path fetch(Path cache) {
    Optional<Path> here = run.local(path);
    return here.isPresent() ? here.get() : FolderCache.fetch(this, cache);
  }

  /** The name of a file without the folder within the published one that it lies in. */
  static String bareName(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  private static String name(String path) {
    return bareName(path);
  }

  private static void deleteAll(Path folder) {
    if (folder != null && Files.exists(folder)) {
      RunDirectory.at(folder).delete("");
    }
  }
}
