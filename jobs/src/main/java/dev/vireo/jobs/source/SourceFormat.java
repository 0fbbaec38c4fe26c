package dev.vireo.jobs.source;

import dev.vireo.algorithms.InputException;
import java.util.Locale;

/** What a source is written in. */
public enum SourceFormat {
  /** By the ending of the path. */
  AUTO,
  /** One JSON object a line. */
  JSON,
  /**
   * Values with commas between them (tabs, where the path ends in {@code .tsv}), a header first.
   */
  CSV,
  /** Parquet files. */
  PARQUET,
  /** A table of Spark's catalog. */
  TABLE;

  /** This, or for AUTO what the ending says; a compressed file's own ending does not count. */
  SourceFormat of(String path) {
    if (this != AUTO) {
      return this;
    }
    String name =
        path.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2|zst|zstd|snappy|lz4)$", "");
    if (name.endsWith(".jsonl") || name.endsWith(".json") || name.endsWith(".ndjson")) {
      return JSON;
    }
    if (name.endsWith(".csv") || name.endsWith(".tsv")) {
      return CSV;
    }
    if (name.endsWith(".parquet")) {
      return PARQUET;
    }
    throw new InputException(
        "the ending of '%s' does not say what it is written in; set the format: json, csv, parquet or table"
            .formatted(path));
  }
}
