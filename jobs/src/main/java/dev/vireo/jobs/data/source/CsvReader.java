package dev.vireo.jobs.data.source;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it: a value may stand in quotes, and then hold separators, line ends
 * and doubled quotes. An empty value is null, unless it is quoted. Lines with nothing on them are
 * skipped.
 *
 * <p>With an escape character, as Spark writes it, that character before a quote or before itself
 * stands for what follows it, within quotes alone.
 */
final class CsvReader {
  /** Something that is not CSV. */
  static final class CsvException extends Exception {
    CsvException(String message) {
      super(message);
    }
  }

  private static final int END = -1;
  private static final int NONE = -2;

  private final Reader reader;
  private final char separator;
  private final int escape;
  private final boolean mayEscape;
  private long nextLine = 1;
  private long line = 1;
  private int ahead;

  /**
   * @param escape the character before a quote within quotes, besides a quote; null for none
   * @param mayEscape whether what looks escaped by a backslash is refused rather than taken as it
   *     is
   */
  CsvReader(Reader reader, char separator, Character escape, boolean mayEscape) throws IOException {
    this.reader = reader;
    this.separator = separator;
    this.escape = escape == null || escape == '"' ? NONE : escape;
    this.mayEscape = mayEscape && escape == null;
    this.ahead = reader.read();
    if (ahead == '\uFEFF') {
      ahead = reader.read();
    }
  }

  /** The line on which the last row began, from 1. */
  long line() {
    return line;
  }

  /** The line that was read last. */
  long lastLine() {
    return nextLine;
  }

  /** The next row, or null at the end. */
  List<String> next() throws IOException, CsvException {
    while (ahead == '\n' || ahead == '\r') {
      endLine();
    }
    if (ahead == END) {
      return null;
    }
    line = nextLine;
    List<String> row = new ArrayList<>();
    row.add(value());
    while (ahead == separator) {
      ahead = reader.read();
      row.add(value());
    }
    endLine();
    return row;
  }

  private String value() throws IOException, CsvException {
    if (ahead == '"') {
      return quoted();
    }
    StringBuilder value = new StringBuilder();
    while (ahead != separator && ahead != '\n' && ahead != '\r' && ahead != END) {
      value.append((char) ahead);
      ahead = reader.read();
    }
    return value.isEmpty() ? null : value.toString();
  }

  private String quoted() throws IOException, CsvException {
    long opened = nextLine;
    StringBuilder value = new StringBuilder();
    ahead = reader.read();
    while (true) {
      if (ahead == END) {
        throw new CsvException("the quote opened on line " + opened + " is never closed");
      }
      if (ahead == '"') {
        ahead = reader.read();
        if (ahead != '"') {
          break;
        }
      } else if (ahead == escape) {
        ahead = reader.read();
        if (ahead != '"' && ahead != escape) {
          value.append((char) escape);
          continue;
        }
      } else if (ahead == '\\' && mayEscape) {
        ahead = reader.read();
        value.append('\\');
        if (ahead != '"' && ahead != '\\') {
          continue;
        }
        throw new CsvException(
            "the value opened on line "
                + opened
                + " has a backslash before \""
                + ((char) ahead)
                + "\", which Spark, judging by the file's name, may have written as an escape: set"
                + " csv-escape to '\\' in that case, or to '\"' if the backslashes belong to the"
                + " text");
      }
      nextLine += ahead == '\n' ? 1 : 0;
      value.append((char) ahead);
      ahead = reader.read();
    }
    if (ahead != separator && ahead != '\n' && ahead != '\r' && ahead != END) {
      throw new CsvException(
          "text follows the closing quote of the value opened on line "
              + opened
              + " (a quote within a value is written twice; if a backslash is before it, as Spark"
              + " writes it, set csv-escape: '\\')");
    }
    return value.toString();
  }

  private void endLine() throws IOException {
    if (ahead == '\r') {
      ahead = reader.read();
      if (ahead != '\n') {
        nextLine++;
        return;
      }
    }
    if (ahead == '\n') {
      // Before what follows is read, as that may be what cannot be.
      nextLine++;
      ahead = reader.read();
    }
  }
}
