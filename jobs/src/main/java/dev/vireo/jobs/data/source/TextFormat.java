package dev.vireo.jobs.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/** What text files are written in. */
sealed interface TextFormat extends Serializable {
  /** One JSON object a line. */
  record Json() implements TextFormat {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Values with commas or tabs between them.
   *
   * @param escape the character before a quote within quotes; null for what is usual
   */
  record Csv(Character escape) implements TextFormat {
    private static final long serialVersionUID = 1L;

    static Csv of(String escape) {
      return new Csv(escape == null ? null : escape.charAt(0));
    }

    /** A reader of a file. */
    CsvReader reader(InputStream in, String file) throws IOException {
      char separator = Decompression.plainName(file).endsWith(".tsv") ? '\t' : ',';
      boolean bySpark = file.substring(file.lastIndexOf('/') + 1).matches("part-\\d{5}.*");
      return new CsvReader(new Utf8Reader(in), separator, escape, bySpark);
    }
  }
}
