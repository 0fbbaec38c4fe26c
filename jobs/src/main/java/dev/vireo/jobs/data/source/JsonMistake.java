package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What is wrong with JSON, without the parser's internal details. */
public final class JsonMistake {
  private static final int LONGEST = 160;

  private JsonMistake() {}

  /** The reason, in one line. */
  public static String reason(JsonProcessingException e) {
    String reason =
        e.getOriginalMessage()
            .lines()
            .findFirst()
            .orElse("")
            .replaceAll(
                "\\s*\\((?:start marker|from|for|code|enable|Source|maximum)[^()]*(\\([^()]*\\)[^()]*)*\\)",
                "")
            .replaceAll("(?:,? from)? `(?:Stream|Json)[A-Za-z]*(?:\\.[A-Za-z_()]*)?`", "")
            .replaceAll(": (?:expected a valid value|was expecting) .*", "")
            .replaceAll("\\(CTRL-CHAR, code (\\d+)\\)", "control character $1");
    return reason.length() > LONGEST ? reason.substring(0, LONGEST - 3) + "..." : reason;
  }
}
