package dev.vireo.jobs.policy;

import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.Publication;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds every file of a run directory against the manifest that names it. A run that goes on looks
 * at sizes, and at the bytes of what it reads; this looks at all of them.
 *
 * @param files how many were read
 * @param damaged what is wrong and what to delete, a line each; empty where all is well
 */
public record RunVerification(int files, List<String> damaged) {

  public RunVerification {
    damaged = List.copyOf(damaged);
  }

  /** Reads all published files. What is hidden, or not published yet, is left alone. */
  public static RunVerification of(RunDirectory run) {
    List<String> damaged = new ArrayList<>();
    int files = 0;
    for (Publication publication : Publication.all(run)) {
      files += published(run, publication, damaged);
    }
    return new RunVerification(files, damaged);
  }

  private static int published(RunDirectory run, Publication publication, List<String> damaged) {
    Optional<Manifest> manifest = publication.manifest();
    if (manifest.isEmpty()) {
      damaged.add(publication.manifestPath() + " is damaged: run again, which publishes it anew");
      return 0;
    }
    String path = publication.path();
    PublishedFolder folder = new PublishedFolder(run, path, manifest.get());
    List<String> wrong = new ArrayList<>(folder.damaged());
    if (CheckpointStore.isCleaned(folder) || Partition.isCleaned(run, path)) {
      wrong.removeIf(name -> !run.exists(path + "/" + name));
    }
    boolean dataset = manifest.get().rows() > 0;
    for (String name : wrong) {
      damaged.add(
          "%s/%s is missing or damaged: delete %s and run again, which recreates it"
              .formatted(path, name, dataset ? "it" : "the folder " + path));
    }
    return manifest.get().chunks().size();
  }
}
