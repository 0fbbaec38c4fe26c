package dev.vireo.pipelines.display;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sun.misc.Signal;

/** The width of the process's terminal, asked again when the terminal says that it changed. */
public final class TerminalWidth implements IntSupplier {

  private static final File TERMINAL = new File("/dev/tty");
  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)\\s*");
  private static final int DEFAULT = 100;

  private volatile int columns = ask();

  /** Asks now, and listens. */
  public TerminalWidth() {
    try {
      Signal.handle(new Signal("WINCH"), signal -> columns = ask());
    } catch (IllegalArgumentException e) {
      // No such signal here: the width stays as it is.
    }
  }

  @Override
  public int getAsInt() {
    return columns;
  }

  private static int ask() {
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = SIZE.matcher(size);
      boolean known = process.waitFor(1, TimeUnit.SECONDS) && matcher.matches();
      int width = known ? Integer.parseInt(matcher.group(2)) : 0;
      return width > 0 ? width : DEFAULT;
    } catch (IOException e) {
      return DEFAULT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DEFAULT;
    }
  }
}
