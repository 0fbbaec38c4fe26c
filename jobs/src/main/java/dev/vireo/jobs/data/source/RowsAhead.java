package dev.vireo.jobs.data.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The rows of a file or of a part of one, in order. A problem is a row too, and the last one: what
 * follows it is not worth guessing at. The file is closed with its last row.
 */
final class RowsAhead implements Iterator<SourceRow>, Closeable {
  /** How one format's rows are read. */
  interface Reader extends Closeable {
    /** The next row, or the problem that it has; null at the end. It throws nothing. */
    SourceRow next();
  }

  private final Reader reader;
  private SourceRow ahead;
  private boolean closed;

  RowsAhead(Reader reader) {
    this.reader = reader;
    this.ahead = reader.next();
    closeAtTheEnd();
  }

  private void closeAtTheEnd() {
    if (ahead == null || ahead.problem() != null) {
      close();
    }
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public SourceRow next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    SourceRow row = ahead;
    ahead = row.problem() == null ? reader.next() : null;
    closeAtTheEnd();
    return row;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      reader.close();
    } catch (IOException e) {
      // Everything that was wanted has been read.
    }
  }
}
