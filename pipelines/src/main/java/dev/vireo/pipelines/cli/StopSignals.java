package dev.vireo.pipelines.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import sun.misc.Signal;

/**
 * Ends this process in one line where a person or a scheduler stops it: Ctrl-C, SIGTERM, a terminal
 * that is closed.
 *
 * <p>What a stopped run leaves is what a killed one leaves, which the same command continues from.
 * So nothing is waited for: from the signal on nobody but this class writes to the terminal, and
 * Spark, which stops only afterwards, cannot be mistaken for the reason. A second signal does not
 * wait for Spark either.
 */
final class StopSignals {

  /** What there is to be said by whoever is first: the command that ends, or a signal. */
  private enum Ending {
    NOT_YET,
    BY_ITSELF,
    BY_SIGNAL
  }

  private static final String[] SIGNALS = {"INT", "TERM", "HUP"};

  private final AtomicReference<Ending> ending = new AtomicReference<>(Ending.NOT_YET);
  private final Gate out = new Gate(new FileOutputStream(FileDescriptor.out));
  private final Gate err = new Gate(new FileOutputStream(FileDescriptor.err));
  private final Console console =
      new Console(
          new FileInputStream(FileDescriptor.in),
          out,
          new PrintStream(err, true, StandardCharsets.UTF_8));

  /** The process's own streams, which end with the signal. */
  Console console() {
    return console;
  }

  /**
   * Begins to listen.
   *
   * @param farewell the line to print, ready for standard error
   */
  void install(Supplier<String> farewell) {
    // Loggers and dying threads write there.
    System.setErr(console.err());
    for (String name : SIGNALS) {
      try {
        Signal.handle(new Signal(name), signal -> stop(signal, farewell));
      } catch (IllegalArgumentException e) {
        // Java was started with -Xrs: signals are handled elsewhere.
      }
    }
  }

  /** Whether the command may end by itself: a signal that comes later changes nothing. */
  boolean endsByItself() {
    return ending.compareAndSet(Ending.NOT_YET, Ending.BY_ITSELF);
  }

  private void stop(Signal signal, Supplier<String> farewell) {
    int exitCode = ExitCode.SIGNAL + signal.getNumber();
    if (ending.compareAndSet(Ending.NOT_YET, Ending.BY_SIGNAL)) {
      out.shut();
      err.shut();
      say(farewell.get());
      System.exit(exitCode);
    } else if (ending.get() == Ending.BY_SIGNAL) {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  @SuppressWarnings("resource") // Closing it would close the process's standard error.
  private static void say(String line) {
    try {
      new FileOutputStream(FileDescriptor.err).write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The terminal is gone.
    }
  }
}
