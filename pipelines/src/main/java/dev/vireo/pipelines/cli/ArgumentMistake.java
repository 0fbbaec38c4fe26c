package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.config.Suggestion;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one line. */
final class ArgumentMistake {

  /** What Java makes of bytes that are not text in the locale. */
  private static final String NO_TEXT = "\uFFFD";

  private ArgumentMistake() {}

  /** What the command line's parser found. */
  static String of(ParameterException exception) {
    CommandLine command = exception.getCommandLine();
    return reason(exception, command)
        + " (see "
        + command.getCommandSpec().qualifiedName()
        + " --help)";
  }

  private static String reason(ParameterException exception, CommandLine command) {
    Collection<String> commands = command.getSubcommands().keySet();
    if (exception instanceof UnmatchedArgumentException unmatched && !commands.isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      if (!word.startsWith("-")) {
        return "There is no command '"
            + word
            + "'"
            + Suggestion.of(word, commands)
                .map(known -> ": did you mean '" + known + "'?")
                .orElse("");
      }
    }
    return exception.getMessage();
  }

  /**
   * Whether the arguments were read in a locale that has no such characters; they would go on as
   * question marks.
   *
   * @return what to do about it; empty if all are text
   */
  static String garbled(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].contains(NO_TEXT)) {
        return "Argument "
            + (i + 1)
            + " is not text in this locale ("
            + System.getProperty("sun.jnu.encoding")
            + "): set LC_ALL=C.UTF-8, or write it into the configuration file";
      }
    }
    return "";
  }
}
