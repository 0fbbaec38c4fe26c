package dev.vireo.benchmarks.learning.report;

import dev.vireo.algorithms.InputException;
import dev.vireo.benchmarks.learning.grid.Cell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Points as CSV, a line each; what was not measured is empty. */
public final class PointsFile {

  private static final String HEADER =
      "task,condition,rule,seed,iteration,target,reward,kl,entropy,seconds";

  private PointsFile() {}

  /** Puts points in the place of the file. */
  public static void write(Path file, List<Point> points) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    points.forEach(point -> text.append(line(point)).append('\n'));
    replace(file, text.toString());
  }

  /**
   * The points of a file.
   *
   * @throws InputException naming the line that is none
   */
  public static List<Point> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new InputException(file + ": the first line must be " + HEADER);
    }
    List<Point> points = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      points.add(point(lines.get(i), file + " line " + (i + 1)));
    }
    return points;
  }

  /** Puts a text in the place of a file, all of it or nothing. */
  static void replace(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path part = file.resolveSibling("." + file.getFileName() + ".part");
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private static String line(Point point) {
    Cell cell = point.cell();
    return String.join(
        ",",
        cell.task(),
        cell.condition(),
        cell.rule(),
        Long.toString(cell.seed()),
        Integer.toString(point.iteration()),
        number(point.target()),
        number(point.reward()),
        number(point.kl()),
        number(point.entropy()),
        Double.isNaN(point.seconds()) ? "" : String.format(Locale.ROOT, "%.2f", point.seconds()));
  }

  /** Six digits after the point; empty for what was not measured. */
  static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
  }

  private static Point point(String line, String where) {
    String[] values = line.split(",", -1);
    if (values.length != 10) {
      throw new InputException(where + ": expected 10 values, found " + values.length);
    }
    try {
      return new Point(
          new Cell(values[0], values[1], values[2], Long.parseLong(values[3])),
          Integer.parseInt(values[4]),
          value(values[5]),
          value(values[6]),
          value(values[7]),
          value(values[8]),
          value(values[9]));
    } catch (NumberFormatException e) {
      throw new InputException(where + ": not a number: " + e.getMessage(), e);
    }
  }

  private static double value(String text) {
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
