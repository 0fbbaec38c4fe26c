package dev.vireo.reports.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A file that others read while it grows. */
final class GrowingFile {

  private GrowingFile() {}

  /**
   * Makes a file hold these bytes: appends where it holds their beginning, so that whoever has it
   * open goes on reading; otherwise a new file takes its place at once.
   */
  static void bring(Path file, byte[] content) throws IOException {
    Path whole = file.toAbsolutePath();
    byte[] there = Files.exists(whole) ? Files.readAllBytes(whole) : new byte[0];
    int common = Math.min(there.length, content.length);
    if (there.length > 0
        && there.length == common
        && Arrays.equals(there, 0, common, content, 0, common)) {
      if (common < content.length) {
        Files.write(
            whole, Arrays.copyOfRange(content, common, content.length), StandardOpenOption.APPEND);
      }
      return;
    }
    Files.createDirectories(whole.getParent());
    Path made = whole.resolveSibling("." + whole.getFileName() + ".new");
    Files.write(made, content);
    Files.move(made, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
