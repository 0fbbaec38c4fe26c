package dev.vireo.jobs.training;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.run.PublishedFolder;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What training ended with in this process, for the training that goes on from there: a large
 * model's optimizer takes seconds to read. It is given up where memory is short, and is then read
 * from the checkpoint like any other.
 */
final class StateAtHand {

  /**
   * What a checkpoint holds; whoever takes it changes it.
   *
   * @param parameters as trained
   * @param optimizer as large twice over
   */
  record State(ParameterSet parameters, OptimizerState optimizer) {}

  private record Held(String contentHash, State state) {}

  /** The latest of each series of checkpoints. */
  private static final Map<String, SoftReference<Held>> LATEST = new ConcurrentHashMap<>();

  private StateAtHand() {}

  /** Keeps what was published as a checkpoint. */
  static void keep(PolicyCheckpoint checkpoint, State state) {
    Held held = new Held(checkpoint.folder().contentHash(), state);
    LATEST.put(series(checkpoint.folder()), new SoftReference<>(held));
  }

  /** What a checkpoint holds, once: it belongs to the caller then. */
  static Optional<State> take(PolicyCheckpoint checkpoint) {
    return Optional.ofNullable(LATEST.remove(series(checkpoint.folder())))
        .map(SoftReference::get)
        .filter(held -> held.contentHash.equals(checkpoint.folder().contentHash()))
        .map(Held::state);
  }

  private static String series(PublishedFolder folder) {
    return folder
        .run()
        .uri(folder.path().substring(0, Math.max(0, folder.path().lastIndexOf('/'))));
  }
}
