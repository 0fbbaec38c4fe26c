package dev.vireo.pipelines.display;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sun.misc.Signal;

/** The process's terminal; its width is asked again when the terminal says that it changed. */
public final class Terminal implements IntSupplier {

  private static final File TERMINAL = new File("/dev/tty");
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)\\s*");
  private static final int DEFAULT = 100;

  private volatile int columns = ask();

  /** Asks now, and listens. */
  public Terminal() {
    try {
      Signal.handle(new Signal("WINCH"), signal -> columns = ask());
    } catch (IllegalArgumentException e) {
      // No such signal here: the width stays as it is.
    }
  }

  /** Whether a person looks at this process's standard error: redirected, it is a log. */
  public static boolean isWatched() {
    if (System.console() == null) {
      return false;
    }
    try {
      return Files.readSymbolicLink(STANDARD_ERROR).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException e) {
      // No such link here: input and output are a terminal's.
      return true;
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
