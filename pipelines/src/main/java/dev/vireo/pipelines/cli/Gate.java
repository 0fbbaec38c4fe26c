package dev.vireo.pipelines.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A stream that can be shut: what is written afterwards goes nowhere. */
final class Gate extends OutputStream {

  /** Longer than a line takes to a reader that reads. */
  private static final long ON_ITS_WAY_MILLIS = 500;

  private final OutputStream stream;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean shut;

  Gate(OutputStream stream) {
    this.stream = stream;
  }

  /**
   * Lets nothing through any more, but for what is on its way, unless its reader has stopped
   * reading.
   */
  void shut() {
    shut = true;
    try {
      if (lock.tryLock(ON_ITS_WAY_MILLIS, TimeUnit.MILLISECONDS)) {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      if (!shut) {
        stream.write(bytes, offset, length);
      }
    } finally {
      lock.unlock();
    }
  }
}
