package dev.vireo.store.run;

import dev.vireo.store.files.Storage;
import dev.vireo.store.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A folder that a stage has published in a run directory: a dataset's partition, or ordinary files
 * such as a checkpoint.
 *
 * @param path the folder, in the run directory
 * @param manifestPath the manifest's file, in the run directory
 * @param manifest empty if the file is damaged
 */
public record Publication(String path, String manifestPath, Optional<Manifest> manifest) {

  /**
   * All publications in a run directory, in the order of their manifests' paths. Hidden files are
   * ignored.
   */
  public static List<Publication> all(RunDirectory run) {
    List<Publication> found = new ArrayList<>();
    collect(run, "", found);
    return found;
  }

  private static void collect(RunDirectory run, String folder, List<Publication> found) {
    for (Storage.Entry entry : run.storage().list(folder)) {
      String path = Storage.within(folder, entry.name());
      Optional<String> partition = Partition.ofManifest(path);
      if (entry.name().equals(Manifest.FILE)) {
        found.add(read(run, withoutState(folder), path));
      } else if (partition.isPresent()) {
        found.add(read(run, partition.get(), path));
      } else if (entry.folder() && !entry.name().startsWith(".")) {
        collect(run, path, found);
      }
    }
  }

  private static String withoutState(String folder) {
    String state = "/" + PublishedFolder.STATE;
    return folder.endsWith(state) ? folder.substring(0, folder.length() - state.length()) : folder;
  }

  private static Publication read(RunDirectory run, String path, String file) {
    return new Publication(
        path,
        file,
        run.read(file).flatMap(json -> Manifest.parse(new String(json, StandardCharsets.UTF_8))));
  }
}
