package dev.vireo.jobs.policy;

import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.Removable;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checkpoints whose models a run no longer needs. Their manifests and step logs stay, as later
 * stages were made from them: what is removed of a checkpoint is every other file.
 *
 * <p>Step 0, the adapter that reinforcement starts from, is the run's reference policy and stays.
 */
public final class SupersededCheckpoints {
  private static final Pattern STEP = Pattern.compile("step-(\\d{6,18})");
  private static final String REASON = "superseded checkpoint";
  private static final String UNFINISHED = "checkpoint that was never finished";

  private final RunDirectory run;
  private final String folder;

  /** Manifests that were read, and folders whose files are known to be gone: neither changes. */
  private final Map<String, Manifest> manifests = new TreeMap<>();

  private final Set<String> gone = new HashSet<>();

  /**
   * Looks at the checkpoints in a folder.
   *
   * @param folder {@code checkpoints}, or one phase of {@code fine-tuned}
   */
  public SupersededCheckpoints(RunDirectory run, String folder) {
    this.run = run;
    this.folder = folder;
  }

  /**
   * Files of checkpoints of reinforcement: all but those of the latest ends of iterations, of the
   * best one, and of the step after them that an unfinished iteration would resume from.
   *
   * @param keep how many ends of iterations keep their files; 0 for all, also between them
   * @param stepsPerIteration optimizer steps of an iteration
   * @param upTo checkpoints of later steps are not looked at
   * @param best steps of checkpoints that did best on held-out prompts
   */
  public List<Removable> ofIterations(int keep, int stepsPerIteration, long upTo, Set<Long> best) {
    if (keep == 0) {
      return List.of();
    }
    TreeMap<Long, String> steps = steps();
    steps.tailMap(upTo, false).clear();
    List<Long> ends =
        steps.keySet().stream().filter(step -> step % stepsPerIteration == 0).sorted().toList();
    long lastEnd = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
    Set<Long> kept = new HashSet<>(ends.subList(Math.max(0, ends.size() - keep), ends.size()));
    kept.add(0L);
    kept.addAll(best);
    List<Removable> found = new ArrayList<>();
    steps
        .headMap(lastEnd, true)
        .forEach(
            (step, path) -> {
              if (!kept.contains(step)) {
                found.addAll(files(path));
              }
            });
    found.addAll(before(steps.tailMap(lastEnd, false)));
    return found;
  }

  /** Files of checkpoints that the same work has followed by a later one. */
  public List<Removable> ofOneWork() {
    return before(steps());
  }

  /** What uploads that never ended left of checkpoints: files without a manifest. */
  public List<Removable> unfinished() {
    List<Removable> found = new ArrayList<>();
    for (String name : run.list(folder)) {
      String path = folder + "/" + name;
      if (STEP.matcher(name).matches() && manifest(path).isEmpty()) {
        found.add(new Removable(path, run.bytes(path), UNFINISHED));
      }
    }
    return found;
  }

  private List<Removable> before(Map<Long, String> steps) {
    Map<String, String> latest = new TreeMap<>();
    List<Removable> found = new ArrayList<>();
    new TreeMap<>(steps)
        .forEach(
            (step, path) -> {
              String fingerprint = manifest(path).orElseThrow().fingerprint().hash();
              String superseded = latest.put(fingerprint, path);
              if (superseded != null) {
                found.addAll(files(superseded));
              }
            });
    return found;
  }

  /** Whole checkpoints, and those without their files, by step. */
  private TreeMap<Long, String> steps() {
    TreeMap<Long, String> steps = new TreeMap<>();
    for (String name : run.list(folder)) {
      Matcher matcher = STEP.matcher(name);
      String path = folder + "/" + name;
      if (matcher.matches() && manifest(path).isPresent()) {
        steps.put(Long.parseLong(matcher.group(1)), path);
      }
    }
    return steps;
  }

  /** The configuration first: a checkpoint without it was cleaned up, and is not damaged. */
  private List<Removable> files(String path) {
    if (gone.contains(path)) {
      return List.of();
    }
    Set<String> there = PublishedFolder.files(run, path);
    Manifest manifest = manifest(path).orElseThrow();
    String config = PolicyCheckpoint.config(manifest);
    List<Removable> files =
        manifest.chunks().stream()
            .filter(file -> !StepLog.isAt(file.file()))
            .filter(file -> there.contains(file.file()))
            .sorted(Comparator.comparing(file -> !file.file().equals(config)))
            .map(file -> removable(path, file))
            .toList();
    if (files.isEmpty()) {
      gone.add(path);
    }
    return files;
  }

  private static Removable removable(String path, ChunkSummary file) {
    return new Removable(path + "/" + file.file(), file.size(), REASON);
  }

  private Optional<Manifest> manifest(String path) {
    Manifest known = manifests.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Manifest> manifest = PublishedFolder.manifest(run, path);
    manifest.ifPresent(read -> manifests.put(path, read));
    return manifest;
  }
}
