package dev.vireo.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The run directory's disk is full, again and again, with a little more room each time. */
final class FullDisk implements Fault {

  private static final int DISK_BYTES = 64 << 20;
  private static final int BLOCK_BYTES = 4096;
  private static final List<Integer> PERCENT = List.of(2, 30, 60, 90);

  @Override
  public String name() {
    return "full_disk";
  }

  @Override
  public String what() {
    return "a full disk, at " + PERCENT + " % of the room a run takes";
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    Workshop.Undisturbed undisturbed = workshop.undisturbed();
    Path disk = Files.createDirectory(workshop.folder().resolve("disk"));
    String size = "size=" + DISK_BYTES;
    if (!succeeds("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.toString())) {
      throw new NotHere("only root may mount the small file system that this takes");
    }
    try {
      return fill(workshop, undisturbed, disk);
    } finally {
      succeeds("umount", "-l", disk.toString());
    }
  }

  private static String fill(Workshop workshop, Workshop.Undisturbed undisturbed, Path disk)
      throws Exception {
    long needed = blocks(undisturbed.run());
    Path run = disk.resolve("run");
    Map<String, RunFiles.Mark> committed = Map.of();
    for (int percent : PERCENT) {
      leave(disk, needed * percent / 100);
      String line = workshop.start(run, Options.LOCAL).end().refused(1);
      Unmet.unless(
          line.matches(
              "No space left on device to write \\S+: free some space and run again; every finished"
                  + " chunk is kept"),
          "not reported as a full disk: %s",
          line);
      RunFiles.kept(committed, run);
      committed = RunFiles.committed(run);
      workshop.say("room for %d %%: %d files committed", percent, committed.size());
    }
    Files.delete(disk.resolve("ballast"));
    workshop.start(run, Options.LOCAL).end().done();
    RunFiles.kept(committed, run);
    RunFiles.same(undisturbed.bytes(), run);
    return ("%d times one line and exit code 1, no half-written file was taken for whole; with room"
            + " the same command ended in the same bytes, %d files kept")
        .formatted(PERCENT.size(), committed.size());
  }

  /** Fills the disk, but for {@code bytes} and what the run has already written. */
  private static void leave(Path disk, long bytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(disk.resolve("ballast"))) {
      byte[] block = new byte[BLOCK_BYTES];
      for (long written = 0; written < DISK_BYTES - bytes; written += BLOCK_BYTES) {
        out.write(block);
      }
    }
  }

  private static long blocks(Path run) throws IOException {
    long blocks = 0;
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        blocks += (Files.size(file) + BLOCK_BYTES - 1) / BLOCK_BYTES;
      }
    }
    return blocks * BLOCK_BYTES;
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
