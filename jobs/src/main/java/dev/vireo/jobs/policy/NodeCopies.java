package dev.vireo.jobs.policy;

import dev.vireo.store.files.LocalScratch;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Copies of models on this machine's own disk, of those that lie on another file system. The ones
 * used last are kept.
 */
public enum NodeCopies {
  /**
   * The policy at work, the one before it, which a slow task may still read, and the model that may
   * lie under both.
   */
  POLICIES(3),

  /** Of a run's rewards; one that is trained further takes the place of the one before it. */
  REWARD_MODELS(4);

  private final int kept;
  private final ArrayDeque<Path> copies = new ArrayDeque<>();

  NodeCopies(int kept) {
    this.kept = kept;
  }

  /** The folder's files on this machine: where they are, or a copy that is made once. */
  public Path of(PublishedFolder folder) {
    Optional<Path> here = folder.run().local(folder.path());
    if (here.isPresent()) {
      return here.get();
    }
    Path copy = folder.fetch(Cache.FOLDER.resolve(name()));
    remember(copy);
    return copy;
  }

  private synchronized void remember(Path copy) {
    // Used last, deleted last: a model under adapters stays while they come and go.
    copies.remove(copy);
    copies.addLast(copy);
    if (copies.size() > kept) {
      RunDirectory.at(copies.removeFirst()).delete("");
    }
  }

  /** Made when it is first needed. */
  private static final class Cache {
    static final Path FOLDER = folder();

    private static Path folder() {
      try {
        return LocalScratch.folder();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot make a folder for copies of models", e);
      }
    }
  }
}
