package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** What a source is written in. */
public enum SourceFormat {
  /** By the ending of the path, or of the files in a folder. */
  AUTO,
  /** One JSON object a line. */
  JSON,
  /**
   * Values with commas between them (tabs, where the path ends in {@code .tsv}), a header first.
   */
  CSV,
  /** Parquet files. */
  PARQUET,
  /** Arrow files, or a folder that Hugging Face's {@code datasets} saved to disk. */
  ARROW,
  /** A table of Spark's catalog. */
  TABLE;

  /**
   * This, or for AUTO what the ending says; a compressed file's own ending does not count.
   *
   * @param what what the rows are, for messages
   */
  SourceFormat of(String what, String path, Configuration configuration) {
    if (this != AUTO) {
      return this;
    }
    Optional<SourceFormat> ending = ofEnding(path);
    return ending.isPresent() ? ending.get() : ofFolder(what, path, configuration);
  }

  private static SourceFormat ofFolder(String what, String path, Configuration configuration) {
    try {
      if (SavedDataset.isAt(path, configuration)) {
        return ARROW;
      }
      if (SourceFiles.exists(path, configuration)) {
        List<SourceFile> files = SourceFiles.list(what, path, configuration);
        Set<Optional<SourceFormat>> formats =
            files.stream().map(file -> ofEnding(file.path())).collect(Collectors.toSet());
        if (formats.size() == 1 && formats.iterator().next().isPresent()) {
          return formats.iterator().next().get();
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot read %s: %s (%s)".formatted(what, path, SparkErrors.firstLine(e)), e);
    }
    String foreign = Decompression.foreign(path);
    if (!foreign.isEmpty()) {
      throw new InputException("Cannot read %s: %s (%s)".formatted(what, path, foreign));
    }
    throw new InputException(
        "the extension of '%s' does not identify its format; set the format: json, csv, parquet, arrow or table"
            .formatted(path));
  }

  private static Optional<SourceFormat> ofEnding(String path) {
    String name = Decompression.plainName(path);
    if (name.endsWith(".jsonl") || name.endsWith(".json") || name.endsWith(".ndjson")) {
      return Optional.of(JSON);
    }
    if (name.endsWith(".csv") || name.endsWith(".tsv")) {
      return Optional.of(CSV);
    }
    if (name.endsWith(".parquet")) {
      return Optional.of(PARQUET);
    }
    return name.endsWith(".arrow") ? Optional.of(ARROW) : Optional.empty();
  }
}
