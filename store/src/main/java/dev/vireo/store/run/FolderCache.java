package dev.vireo.store.run;

import dev.vireo.store.files.HashingStream;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.files.TemporaryName;
import dev.vireo.store.manifest.ChunkSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Local copies of published folders, each made once and shared by all tasks on this machine. */
final class FolderCache {
  private FolderCache() {}

  /** The copy of {@code folder} in {@code cache}; one task copies while the others wait. */
  static synchronized Path fetch(PublishedFolder folder, Path cache) {
    Path copy = cache.resolve(folder.filesHash());
    if (Files.isDirectory(copy)) {
      return copy;
    }
    Path staging = cache.resolve(TemporaryName.of(folder.filesHash()));
    try {
      Files.createDirectories(staging);
      for (ChunkSummary file : folder.manifest().chunks()) {
        download(folder, file, staging.resolve(file.file()));
      }
      move(staging, copy);
      return copy;
    } catch (IOException e) {
      throw StorageException.of("write", copy.toString(), e);
    } finally {
      RunDirectory.at(staging).delete("");
    }
  }

  private static void download(PublishedFolder folder, ChunkSummary file, Path target)
      throws IOException {
    String path = folder.path() + "/" + file.file();
    Files.createDirectories(target.getParent());
    HashingStream hashing;
    try (OutputStream out = Files.newOutputStream(target)) {
      hashing = new HashingStream(out);
      folder.run().storage().copy(path, hashing);
    }
    if (!hashing.sha256().equals(file.sha256())) {
      throw new StorageException(
          folder.run().uri(path)
              + " is damaged: its bytes do not match its manifest; delete the folder "
              + folder.run().uri(folder.path())
              + " and run again to recreate it");
    }
  }

  private static void move(Path staging, Path copy) throws IOException {
    try {
      Files.move(staging, copy, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process on this machine was first.
      if (!Files.isDirectory(copy)) {
        throw e;
      }
    }
  }
}
