package dev.vireo.benchmarks.learning.report;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the documentation with places for what is generated. */
final class MarkedPage {

  private MarkedPage() {}

  /**
   * The page with a text at a place.
   *
   * @param name the place is from the line {@code <!-- begin NAME -->} to {@code <!-- end NAME -->}
   * @throws InputException if only one of the lines is there
   */
  static String with(String page, String name, String text) {
    String begin = "<!-- begin " + name + " -->\n";
    String end = "<!-- end " + name + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 && to < 0) {
      return page;
    }
    if (from < 0 || to < from) {
      throw new InputException("The page has no pair of the lines " + begin.strip() + ", " + end);
    }
    return page.substring(0, from + begin.length())
        + "\n"
        + text.strip()
        + "\n\n"
        + page.substring(to);
  }

  /** The same in a file; one that is not there, or has no such place, stays as it is. */
  static void write(Path file, String name, String text) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      String page = Files.readString(file);
      String changed = with(page, name, text);
      if (!changed.equals(page)) {
        PointsFile.replace(file, changed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
