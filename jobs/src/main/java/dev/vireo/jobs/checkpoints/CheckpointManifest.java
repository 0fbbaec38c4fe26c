package dev.vireo.jobs.checkpoints;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a checkpoint folder's {@code _manifest.json} says.
 *
 * @param format version of this file's format
 * @param stage the stage that made the checkpoint
 * @param fingerprint hash of everything the stage's result depends on
 * @param contentHash SHA-256 over the model's files
 * @param step optimizer steps of reinforcement behind the policy
 * @param stageSteps steps of the stage behind it
 * @param files size and SHA-256 of each file, by name
 * @param stepMetrics what each of the stage's steps measured, in order
 */
record CheckpointManifest(
    int format,
    String stage,
    String fingerprint,
    String contentHash,
    long step,
    int stageSteps,
    SortedMap<String, FileEntry> files,
    List<Map<String, Double>> stepMetrics) {

  static final String FILE = "_manifest.json";
  static final int FORMAT = 1;

  /**
   * @param size bytes
   * @param sha256 in hexadecimal
   */
  record FileEntry(long size, String sha256) {}

  CheckpointManifest {
    files = new TreeMap<>(files);
    stepMetrics = List.copyOf(stepMetrics);
  }
}
