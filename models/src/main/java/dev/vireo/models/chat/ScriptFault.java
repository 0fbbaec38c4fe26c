package dev.vireo.models.chat;

/** What a script reports: a kind that says whose fault it is, and a message. */
final class ScriptFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;

  ScriptFault(String kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  String kind() {
    return kind;
  }
}
