package dev.vireo.pipelines.cli;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that can be shut: what is written afterwards goes nowhere. */
final class Gate extends OutputStream {

  private final OutputStream stream;
  private boolean shut;

  Gate(OutputStream stream) {
    this.stream = stream;
  }

  /** Lets nothing through any more, but for what is on its way. */
  synchronized void shut() {
    shut = true;
  }

  @Override
  public synchronized void write(int value) throws IOException {
    if (!shut) {
      stream.write(value);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (!shut) {
      stream.write(bytes, offset, length);
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    if (!shut) {
      stream.flush();
    }
  }
}
