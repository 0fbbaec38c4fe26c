package dev.vireo.store.run;

import dev.vireo.store.files.LocalScratch;
import dev.vireo.store.files.Storage;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.files.TemporaryName;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.manifest.Provenance;
import dev.vireo.store.manifest.StageChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Publishes a folder's files in a run directory: writes them to a staging folder, then moves or
 * uploads them, the manifest last.
 *
 * @param run the run directory
 * @param path the folder in the run directory
 */
record FolderPublication(RunDirectory run, String path) {
  /** See {@link PublishedFolder#publish}. */
  PublishedFolder publish(Fingerprint fingerprint, Instant began, PublishedFolder.Filler filler) {
    PublishedFolder.manifest(run, path)
        .ifPresent(old -> StageChange.refuse(run.uri(path), old.fingerprint(), fingerprint));
    run.requireOwnWork(fingerprint.stage());
    Path staging = null;
    try {
      staging = staging();
      filler.fill(staging);
      Manifest manifest =
          new Manifest(
              fingerprint,
              parent(),
              PublishedFolder.bareName(path),
              1,
              FolderFiles.summaries(staging, PublishedFolder.FOLDERS, FolderFiles::force),
              Provenance.here().facts(began, Instant.now()));
      Path state = Files.createDirectories(staging.resolve(PublishedFolder.STATE));
      Path written = Files.writeString(state.resolve(Manifest.FILE), manifest.toJson());
      FolderFiles.force(written);
      for (String folder : PublishedFolder.FOLDERS) {
        if (Files.isDirectory(staging.resolve(folder))) {
          FolderFiles.force(staging.resolve(folder));
        }
      }
      FolderFiles.force(staging);
      Optional<PublishedFolder> same = same(manifest);
      if (same.isPresent()) {
        return same.get();
      }
      commit(staging, manifest);
      return new PublishedFolder(run, path, manifest).remembered();
    } catch (IOException e) {
      throw StorageException.of("write", run.storage().location(path), e);
    } catch (UncheckedIOException e) {
      throw StorageException.of("write", run.storage().location(path), e.getCause());
    } finally {
      deleteAll(staging);
    }
  }

  private Path staging() throws IOException {
    Optional<Path> target = run.local(path);
    if (target.isEmpty()) {
      return LocalScratch.folder();
    }
    Path parent = target.get().getParent();
    Files.createDirectories(parent);
    run.storage().clean(parent());
    return Files.createDirectory(parent.resolve(TemporaryName.of(PublishedFolder.bareName(path))));
  }

  /**
   * The same content, if another driver on the run directory has published it in the meantime. It
   * is kept, since that driver may be reading it.
   */
  private Optional<PublishedFolder> same(Manifest manifest) {
    return PublishedFolder.find(run, path)
        .filter(there -> there.contentHash().equals(manifest.contentHash()))
        .filter(there -> there.damaged().isEmpty())
        .map(PublishedFolder::remembered);
  }

  private void commit(Path staging, Manifest manifest) throws IOException {
    Optional<Path> target = run.local(path);
    if (target.isPresent()) {
      deleteManifest();
      run.delete(path);
      try {
        Files.move(staging, target.get(), StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // The other driver was first, between the check and the move.
        if (same(manifest).isEmpty()) {
          throw e;
        }
      }
      return;
    }
    clear(manifest);
    for (ChunkSummary file : manifest.chunks()) {
      run.publisher().publishCopy(path + "/" + file.file(), staging.resolve(file.file()));
    }
    run.publisher()
        .publishCopy(
            path + "/" + PublishedFolder.MANIFEST, staging.resolve(PublishedFolder.MANIFEST));
  }

  private void deleteManifest() {
    run.delete(path + "/" + PublishedFolder.MANIFEST);
    run.delete(path + "/" + Manifest.FILE);
  }

  /**
   * Deletes files that do not belong to the folder, and nothing else: another driver may be reading
   * or uploading the same files, and a file that is replaced is never missing.
   */
  private void clear(Manifest manifest) {
    Optional<String> there = PublishedFolder.manifest(run, path).map(Manifest::contentHash);
    if (!there.equals(Optional.of(manifest.contentHash()))) {
      deleteManifest();
    }
    run.storage().clean(path);
    PublishedFolder.FOLDERS.forEach(folder -> run.storage().clean(path + "/" + folder));
    Set<String> ours =
        manifest.chunks().stream().map(ChunkSummary::file).collect(Collectors.toSet());
    ours.add(PublishedFolder.MANIFEST);
    for (Storage.Entry file : PublishedFolder.entries(run, path)) {
      boolean hidden = PublishedFolder.bareName(file.name()).startsWith(".");
      if (!file.folder() && !hidden && !ours.contains(file.name())) {
        run.delete(path + "/" + file.name());
      }
    }
  }

  private String parent() {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  private static void deleteAll(Path folder) {
    if (folder != null && Files.exists(folder)) {
      RunDirectory.at(folder).delete("");
    }
  }
}
