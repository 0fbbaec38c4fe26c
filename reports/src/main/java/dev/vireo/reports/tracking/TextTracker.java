package dev.vireo.reports.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;

/** One text file for a run. A file that holds anything else is left alone. */
final class TextTracker implements Tracker {

  private static final String COLUMNS = "run,series,iteration,step,time,name,value";

  private final String kind;
  private final Path file;
  private final Function<TrackedRun, String> text;
  private final int firstRow;

  private TextTracker(String kind, Path file, Function<TrackedRun, String> text, int firstRow) {
    this.kind = kind;
    this.file = file;
    this.text = text;
    this.firstRow = firstRow;
  }

  static TextTracker jsonLines(Path file) {
    return new TextTracker("JSON lines", file, TextTracker::jsonLines, 0);
  }

  static TextTracker csv(Path file) {
    return new TextTracker("CSV", file, TextTracker::csv, 1);
  }

  @Override
  public String place() {
    return kind + " in " + file;
  }

  @Override
  public void catchUp(TrackedRun run) {
    try {
      requireOwn(run);
      GrowingFile.bring(file, text.apply(run).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new TrackingException(place() + ": cannot write: " + e);
    }
  }

  private void requireOwn(TrackedRun run) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return;
    }
    String own = firstRow == 1 ? quoted(run.name()) + "," : "{\"run\":" + json(run.name()) + ",";
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String line = lines.readLine();
      if (firstRow == 1 && COLUMNS.equals(line)) {
        line = lines.readLine();
        line = line == null ? own : line;
      }
      String expected =
          new String(own.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      // A process that was killed may have left less than a line.
      if (line == null || !line.startsWith(expected) && !expected.startsWith(line)) {
        throw new TrackingException(
            "%s: it is not of run '%s'; give each run a file of its own, or remove it"
                .formatted(place(), run.name()));
      }
    }
  }

  private static String jsonLines(TrackedRun run) {
    StringBuilder lines = new StringBuilder();
    for (Measurement measurement : run.measurements()) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("run", run.name());
      line.put("series", measurement.series());
      line.put("iteration", measurement.iteration());
      line.put("step", measurement.step());
      line.put("time", Instant.ofEpochMilli(measurement.millis()).toString());
      measurement.values().forEach((name, value) -> line.set(name, number(value)));
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  /** JSON knows finite numbers only. */
  private static JsonNode number(double value) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(value)
        : JsonNodeFactory.instance.nullNode();
  }

  private static String csv(TrackedRun run) {
    StringBuilder rows = new StringBuilder(COLUMNS).append('\n');
    for (Measurement measurement : run.measurements()) {
      String start =
          "%s,%s,%d,%d,%s,"
              .formatted(
                  quoted(run.name()),
                  quoted(measurement.series()),
                  measurement.iteration(),
                  measurement.step(),
                  Instant.ofEpochMilli(measurement.millis()));
      measurement
          .values()
          .forEach(
              (name, value) ->
                  rows.append(start).append(quoted(name)).append(',').append(value).append('\n'));
    }
    return rows.toString();
  }

  private static String quoted(String text) {
    return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static String json(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }
}
