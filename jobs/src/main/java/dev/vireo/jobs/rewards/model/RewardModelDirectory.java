package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.AdaptedModel;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.NodeCopies;
import dev.vireo.jobs.runtime.stage.SparkHadoop;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Where a reward model lies: in a directory that is at the same path on every machine, or published
 * on a file system that all of them reach, from which each copies it once.
 */
final class RewardModelDirectory {
  private final Path path;

  /** Null of a directory of this machine. */
  private final PublishedFolder published;

  /** Null where the path does not name one. */
  private final RunDirectory run;

  private RewardModelDirectory(Path path, PublishedFolder published, RunDirectory run) {
    this.path = path;
    this.published = published;
    this.run = run;
  }

  /**
   * The directory of a path or URI that names it, or the run that trained it.
   *
   * @throws InputException if another file system is asked for and has none there; what is on this
   *     machine is not looked at
   */
  static RewardModelDirectory of(String location) {
    URI uri = new org.apache.hadoop.fs.Path(location).toUri();
    Configuration hadoop = SparkHadoop.configuration();
    String scheme =
        uri.getScheme() == null ? FileSystem.getDefaultUri(hadoop).getScheme() : uri.getScheme();
    Path here = Path.of(uri.getPath());
    boolean local = scheme.equals("file") || (uri.getScheme() == null && Files.exists(here));
    return local ? onThisMachine(here) : published(RunDirectory.at(location, hadoop), hadoop);
  }

  private static RewardModelDirectory onThisMachine(Path given) {
    Path trained = given.resolve(FinishedRewardModel.FOLDER);
    return !FinishedRewardModel.isModel(given) && FinishedRewardModel.isModel(trained)
        ? new RewardModelDirectory(trained, null, RunDirectory.at(given))
        : new RewardModelDirectory(given, null, null);
  }

  private static RewardModelDirectory published(RunDirectory given, Configuration hadoop) {
    Optional<PublishedFolder> ofRun = PublishedFolder.find(given, FinishedRewardModel.FOLDER);
    if (ofRun.isPresent()) {
      return copied(ofRun.get(), given);
    }
    int end = given.uri().lastIndexOf('/');
    RunDirectory parent = RunDirectory.at(given.uri().substring(0, end), hadoop);
    return PublishedFolder.find(parent, given.uri().substring(end + 1))
        .map(folder -> copied(folder, null))
        .orElseThrow(
            () ->
                new InputException(
                    "there is no reward model in %s: name the run that trained it, or copy a model's directory to the same path of every machine"
                        .formatted(given.uri())));
  }

  private static RewardModelDirectory copied(PublishedFolder folder, RunDirectory run) {
    return new RewardModelDirectory(NodeCopies.REWARD_MODELS.of(folder), folder, run);
  }

  /** Its files on this machine: the driver's. */
  Path path() {
    return path;
  }

  /** Whether it holds an adapter, and no whole model. */
  boolean isAdapter() {
    return AdaptedModel.isAt(path);
  }

  /** The directory as tasks reach it. Of one on this machine all files are read. */
  PublishedFolder folder() {
    return published == null ? PublishedFolder.of(path) : published;
  }

  /** The run that trained it, where the path names it. */
  Optional<RunDirectory> run() {
    return Optional.ofNullable(run);
  }
}
