package dev.vireo.pipelines.adjust;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.jobs.advantages.GroupAdjuster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Reads JSON lines such as
 *
 * <pre>{"rewards": [1, 0.5], "weights": [1, 3], "lower": 0, "upper": 1, "ties": "merge", "id": 7}
 * </pre>
 *
 * and writes each with {@code adjusted}, {@code mean}, {@code variance_before} and {@code
 * variance_after} added after its last field. Only {@code rewards} is required. All other bytes of
 * a line are carried over, also of fields unknown here; where a line holds results already, they
 * are replaced. Blank lines are passed over. Numbers are written so that they read back exactly.
 */
public final class JsonLinesAdjuster {

  /** Called for each line that is not a group. */
  @FunctionalInterface
  public interface BadLineReport {

    /**
     * A bad line.
     *
     * @param number counted from 1, blank lines included
     * @param reason what is wrong with it
     */
    void badLine(long number, String reason);
  }

  /**
   * What was done.
   *
   * @param written groups adjusted and written
   * @param bad lines reported
   */
  public record Result(long written, long bad) {}

  private final GroupAdjuster adjuster;
  private final BadLineReport report;
  private final int longestLine;

  /**
   * @param settings for what a line leaves out
   * @param report is told about bad lines
   */
  public JsonLinesAdjuster(AdjustmentSettings settings, BadLineReport report) {
    this(settings, report, LineReader.LONGEST_LINE);
  }

  JsonLinesAdjuster(AdjustmentSettings settings, BadLineReport report, int longestLine) {
    this.adjuster = new GroupAdjuster(settings);
    this.report = report;
    this.longestLine = longestLine;
  }

  /**
   * Adjusts all lines.
   *
   * @param in read in large pieces; not closed
   * @param out written in large pieces, and whenever the input has to be waited for; not closed
   * @throws IOException if reading or writing fails
   */
  public Result adjust(InputStream in, OutputStream out) throws IOException {
    LineWriter writer = new LineWriter(out);
    LineReader reader = new LineReader(in, longestLine, () -> flush(writer));
    GroupLine group = new GroupLine();
    long written = 0;
    long bad = 0;
    for (Line line = reader.next(); line != null; line = reader.next()) {
      if (line.isBlank()) {
        continue;
      }
      try {
        if (line.tooLong()) {
          throw new InputException("longer than " + longestLine + " bytes");
        }
        group.read(line);
        AdjustedGroup adjusted =
            adjuster.adjust(group.rewards, group.weights, group.lower, group.upper, group.ties);
        write(writer, line, group, adjusted);
        written++;
      } catch (InputException e) {
        report.badLine(line.number(), e.getMessage());
        bad++;
      }
    }
    writer.flush();
    return new Result(written, bad);
  }

  private static void write(LineWriter writer, Line line, GroupLine group, AdjustedGroup adjusted)
      throws IOException {
    for (int i = 0; i < group.runCount; i++) {
      writer.ascii(i == 0 ? "{" : ",");
      int start = group.runs[2 * i];
      writer.bytes(line.bytes(), line.start() + start, group.runs[2 * i + 1] - start);
    }
    writer.ascii(",\"adjusted\":[");
    double[] values = adjusted.adjusted();
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        writer.ascii(",");
      }
      writer.number(values[i]);
    }
    writer.ascii("],\"mean\":");
    writer.number(adjusted.mean());
    writer.ascii(",\"variance_before\":");
    writer.number(adjusted.varianceBefore());
    writer.ascii(",\"variance_after\":");
    writer.number(adjusted.varianceAfter());
    writer.ascii("}\n");
  }

  private static void flush(LineWriter writer) {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
