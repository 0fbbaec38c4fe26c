package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * Where rows come from and how they are written.
 *
 * @param path a file, a folder, a pattern, or a table's name; null for none
 * @param format the format; AUTO goes by the file extensions
 * @param csvEscape the character that CSV has before a quote within quotes: a backslash, as Spark
 *     writes it, or a quote; null for a quote too, unless a file looks as if Spark had written it
 */
public record SourceSettings(String path, SourceFormat format, String csvEscape)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public SourceSettings {
    if (csvEscape != null && (csvEscape.length() != 1 || ", \t\r\n".contains(csvEscape))) {
      throw new InputException(
          "csv-escape '%s' is not one character; write '\\' for files written by Spark, '\"' if quotes are doubled"
              .formatted(csvEscape));
    }
  }
}
