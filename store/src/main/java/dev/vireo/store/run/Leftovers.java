package dev.vireo.store.run;

import dev.vireo.store.files.Storage;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.parquet.ChunkFile;
import dev.vireo.store.parquet.ChunkReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What killed writers left in a run directory: temporary files, and chunk files that no later
 * attempt at their stage would keep.
 *
 * <p>In a partition without a manifest, the most recent chunks count, because a resumed stage keeps
 * them; chunks with a different fingerprint, or that cannot be read, are leftovers. So are chunk
 * files next to a manifest that does not list them.
 */
public final class Leftovers {
  private static final String KILLED = "left by a killed writer";
  private static final String UNNAMED = "not in the manifest";
  private static final String OUTDATED = "made from other inputs, never finished";
  private static final String UNFINISHED = "never finished";

  private final RunDirectory run;
  private final boolean abandoned;
  private final List<Removable> found = new ArrayList<>();

  private Leftovers(RunDirectory run, boolean abandoned) {
    this.run = run;
    this.abandoned = abandoned;
  }

  /**
   * The leftovers of a run that no driver is working on.
   *
   * @param abandoned whether the run will not be continued, so that chunks of unfinished partitions
   *     are leftovers, too
   */
  public static List<Removable> of(RunDirectory run, boolean abandoned) {
    Leftovers leftovers = new Leftovers(run, abandoned);
    leftovers.walk("");
    return leftovers.found;
  }

  private void walk(String folder) {
    List<Storage.Entry> entries = run.storage().list(folder);
    Set<String> temporary =
        run.storage().leftovers(folder).stream()
            .map(Storage.Entry::name)
            .collect(Collectors.toSet());
    List<Storage.Entry> chunks = new ArrayList<>();
    for (Storage.Entry entry : entries) {
      String path = Storage.within(folder, entry.name());
      if (temporary.contains(entry.name())) {
        found.add(new Removable(path, bytes(path, entry), KILLED));
      } else if (entry.folder()) {
        walk(path);
      } else if (ChunkFile.chunkOf(entry.name()) >= 0) {
        chunks.add(entry);
      }
    }
    if (!chunks.isEmpty()) {
      chunks(folder, chunks);
    }
  }

  private void chunks(String folder, List<Storage.Entry> chunks) {
    Optional<Manifest> manifest = Partition.manifest(run, folder);
    if (manifest.isPresent()) {
      Set<String> named =
          manifest.get().chunks().stream().map(ChunkSummary::file).collect(Collectors.toSet());
      chunks.stream()
          .filter(chunk -> !named.contains(chunk.name()))
          .forEach(chunk -> add(folder, chunk, UNNAMED));
    } else if (abandoned) {
      chunks.forEach(chunk -> add(folder, chunk, UNFINISHED));
    } else {
      unfinished(folder, chunks);
    }
  }

  private void unfinished(String folder, List<Storage.Entry> chunks) {
    TreeMap<String, String> fingerprints = new TreeMap<>();
    for (Storage.Entry chunk : chunks) {
      fingerprint(folder + "/" + chunk.name())
          .ifPresent(hash -> fingerprints.put(chunk.name(), hash));
    }
    Optional<String> latest =
        chunks.stream()
            .filter(chunk -> fingerprints.containsKey(chunk.name()))
            .max(Comparator.comparingLong(Storage.Entry::modified))
            .map(chunk -> fingerprints.get(chunk.name()));
    chunks.stream()
        .filter(chunk -> !latest.equals(Optional.ofNullable(fingerprints.get(chunk.name()))))
        .forEach(chunk -> add(folder, chunk, OUTDATED));
  }

  private Optional<String> fingerprint(String path) {
    try {
      return ChunkReader.fingerprint(run.storage().input(path));
    } catch (IOException | RuntimeException e) {
      // Incomplete; a resumed stage makes it again.
      return Optional.empty();
    }
  }

  private void add(String folder, Storage.Entry file, String reason) {
    found.add(new Removable(folder + "/" + file.name(), file.size(), reason));
  }

  private long bytes(String path, Storage.Entry entry) {
    return entry.folder() ? run.bytes(path) : entry.size();
  }
}
