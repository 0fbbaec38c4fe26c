package dev.vireo.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files of a run are damaged: of one that had ended, of one that had come to the end of its first
 * iteration, or of one that was about to update the policy. The run mends itself, or says in one
 * line what to delete; the suite then does what the line says.
 */
final class FilesDamaged implements Fault {

  /** How far the run had come. */
  private enum State {
    ENDED,
    ONE_ITERATION,
    BEFORE_UPDATE
  }

  /** Does the damage to a run directory. */
  private interface Damage {
    void to(Path run) throws IOException;
  }

  /**
   * One mishap.
   *
   * @param name says which
   * @param state how far the run had come
   * @param refused exit code, where the run must not go on by itself; 0 where it mends itself
   */
  private record Mishap(String name, State state, int refused, Damage damage) {}

  private static final Pattern FOLDER = Pattern.compile("delete the folder file:(\\S+) and run");
  private static final Pattern FILE = Pattern.compile("file:(\\S+) is damaged.*delete it");
  private static final Pattern VERIFIED =
      Pattern.compile("(\\S+) is missing or damaged: delete it");

  private static final String LAST = "checkpoints/step-000004/";
  private static final String FIRST_ITERATION = "checkpoints/step-000002/";

  /** What runs leave as they write; of a process that is long gone. */
  private static final String LEFTOVER = ".%s.%s-99999999-1.tmp";

  /** Names of manifests: of a folder of files, within it; of a dataset's partition, beside. */
  private static final String MANIFEST = "_manifest\\.json|\\w+=\\w+\\.json|demonstrations\\.json";

  private static final int FLIPS = 8;

  /** What an update of the second iteration reads. */
  private static final List<String> READ =
      List.of("rollouts/iteration=2", "advantages/iteration=2", "logprobs/iteration=2");

  private static final List<Mishap> MISHAPS =
      List.of(
          new Mishap(
              "every manifest torn",
              State.ENDED,
              0,
              run -> tear(named(run, MANIFEST).toArray(Path[]::new))),
          new Mishap(
              "a truncated Parquet file in every dataset",
              State.ENDED,
              0,
              run -> tear(named(run, "part-00000.parquet").toArray(Path[]::new))),
          new Mishap(
              "the last model truncated",
              State.ENDED,
              0,
              run -> tear(run.resolve(LAST + "model.safetensors"))),
          new Mishap(
              "truncated Parquet files before an update",
              State.BEFORE_UPDATE,
              0,
              run ->
                  tear(
                      run.resolve("rollouts/iteration=2/part-00001.parquet"),
                      run.resolve("advantages/iteration=2/part-00002.parquet"))),
          new Mishap(
              "half a checkpoint: optimizer truncated",
              State.ONE_ITERATION,
              0,
              run -> tear(run.resolve(FIRST_ITERATION + "training-state/optimizer.safetensors"))),
          new Mishap(
              "half a checkpoint: no model",
              State.ONE_ITERATION,
              0,
              run -> Files.delete(run.resolve(FIRST_ITERATION + "model.safetensors"))),
          new Mishap(
              "half a checkpoint and half a chunk of a killed writer",
              State.ONE_ITERATION,
              0,
              FilesDamaged::leaveHalves),
          new Mishap(
              "a flipped byte in the model to go on from",
              State.ONE_ITERATION,
              1,
              run -> flip(run.resolve(FIRST_ITERATION + "model.safetensors"), 0.5)),
          new Mishap(
              "a flipped byte in the last model",
              State.ENDED,
              1,
              run -> flip(run.resolve(LAST + "model.safetensors"), 0.5)),
          new Mishap("run.json torn", State.ENDED, 0, run -> tear(run.resolve("run.json"))));

  @Override
  public String name() {
    return "files_damaged";
  }

  @Override
  public String what() {
    return "torn manifests, truncated and flipped Parquet files, half-written checkpoints";
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    int mended = 0;
    int refused = 0;
    for (Mishap mishap : MISHAPS) {
      Path run = workshop.folder().resolve("run");
      copy(workshop, mishap.state(), run);
      mishap.damage().to(run);
      Driver.Ended ended = workshop.start(run, Options.LOCAL).end();
      if (mishap.refused() == 0) {
        ended.done();
        mended++;
        workshop.say("%s: repaired", mishap.name());
      } else {
        obey(ended.refused(mishap.refused()));
        workshop.start(run, Options.LOCAL).end().done();
        refused++;
        workshop.say("%s: one line, and repaired once it was done", mishap.name());
      }
      RunFiles.same(workshop.undisturbed().bytes(), run);
      RunFiles.delete(run);
    }
    return "%d kinds repaired automatically, %d reported in one line with what to delete; %s"
        .formatted(mended, refused, flips(workshop));
  }

  /**
   * Bytes anywhere in a dataset: who reads them refuses them, and vireo verify finds the others.
   */
  private static String flips(Workshop workshop) throws Exception {
    SplittableRandom random = new SplittableRandom(workshop.seed());
    int told = 0;
    int found = 0;
    for (int flip = 1; flip <= FLIPS; flip++) {
      Path run = workshop.folder().resolve("run");
      copy(workshop, State.BEFORE_UPDATE, run);
      // Every other one where the update is about to read.
      Path from = flip % 2 == 0 ? run : run.resolve(READ.get(random.nextInt(READ.size())));
      List<Path> chunks = named(from, "part-0000\\d.parquet");
      Path chunk = chunks.get(random.nextInt(chunks.size()));
      flip(chunk, random.nextDouble());
      Driver.Ended ended = workshop.start(run, Options.LOCAL).end();
      if (ended.exitCode() != 0) {
        obey(ended.refused(2));
        told++;
      } else {
        String line = workshop.verify(run).refused(1);
        Matcher named = VERIFIED.matcher(line);
        Unmet.unless(
            named.find() && run.resolve(named.group(1)).equals(chunk), "another file: %s", line);
        Files.delete(chunk);
        found++;
      }
      workshop.start(run, Options.LOCAL).end().done();
      RunFiles.same(workshop.undisturbed().bytes(), run);
      workshop.say("flip %d of %d: %s", flip, FLIPS, run.relativize(chunk));
      RunFiles.delete(run);
    }
    return ("of %d bytes flipped anywhere in datasets %d were refused where they were read, %d that"
            + " no stage read were found by vireo verify; the same bytes each time")
        .formatted(FLIPS, told, found);
  }

  /** Deletes what the line says. */
  private static void obey(String line) throws IOException {
    Matcher folder = FOLDER.matcher(line);
    Matcher file = FILE.matcher(line);
    if (folder.find()) {
      RunFiles.delete(Path.of(folder.group(1)));
    } else {
      Unmet.unless(file.find(), "it does not say what to delete: %s", line);
      Files.delete(Path.of(file.group(1)));
    }
  }

  private static void copy(Workshop workshop, State state, Path run) throws Exception {
    RunFiles.copy(workshop.undisturbed().run(), run);
    if (state == State.ENDED) {
      return;
    }
    for (String folder : List.of("checkpoints/step-000003", LAST, "evaluations/step=4")) {
      RunFiles.delete(run.resolve(folder));
    }
    RunFiles.delete(run.resolve("metrics/iteration=2"));
    Files.delete(run.resolve("manifests/evaluations/step=4.json"));
    Files.delete(run.resolve("manifests/metrics/iteration=2.json"));
    if (state == State.ONE_ITERATION) {
      for (String dataset : List.of("rollouts", "logprobs", "rewards", "advantages")) {
        RunFiles.delete(run.resolve(dataset).resolve("iteration=2"));
        Files.delete(run.resolve("manifests").resolve(dataset).resolve("iteration=2.json"));
      }
    }
  }

  private static List<Path> named(Path run, String pattern) throws IOException {
    try (Stream<Path> all = Files.walk(run)) {
      return all.filter(file -> file.getFileName().toString().matches(pattern))
          .filter(file -> !file.startsWith(run.resolve("metrics")))
          .filter(file -> !file.startsWith(run.resolve("manifests/metrics")))
          .sorted()
          .toList();
    }
  }

  /** Keeps half of each file. */
  private static void tear(Path... files) throws IOException {
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
  }

  /** Changes one byte, so far from the beginning as a part of the file's length. */
  private static void flip(Path file, double place) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (place * bytes.length)] ^= 0x40;
    Files.write(file, bytes);
  }

  private static void leaveHalves(Path run) throws IOException {
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    String owner = host.replaceAll("[^A-Za-z0-9]", "_");
    Path half =
        Files.createDirectory(
            run.resolve("checkpoints/" + LEFTOVER.formatted("step-000003", owner)));
    Path model =
        Files.copy(
            run.resolve(FIRST_ITERATION + "model.safetensors"), half.resolve("model.safetensors"));
    tear(model);
    Path rollouts = Files.createDirectories(run.resolve("rollouts/iteration=2"));
    Path chunk = rollouts.resolve(LEFTOVER.formatted("part-00001.parquet", owner));
    Files.copy(run.resolve("rollouts/iteration=1/part-00001.parquet"), chunk);
    tear(chunk);
  }
}
