package dev.vireo.models.chat;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.template.values.TemplateFault;

/** One-line errors of templates: whose template failed, why, and in which line. */
final class TemplateErrors {
  private TemplateErrors() {}

  /**
   * @param place where the template comes from
   */
  static InputException explained(String place, TemplateFault fault) {
    String what = fault.getMessage();
    String line = fault.line() > 0 ? " in line " + fault.line() : "";
    String rest =
        switch (fault.kind()) {
          case UNSUPPORTED ->
              "uses %s%s, which Vireo does not support; simplify the template"
                  .formatted(what, line);
          case RAISED -> "refuses the messages: " + what;
          case LIMIT ->
              "is stopped%s, as it makes %s; no valid template needs that".formatted(line, what);
          case DATE ->
              "asks for today's date (%s)%s, on which a run must not depend; set a date for it"
                  .formatted(what, line);
          case SYNTAX -> "cannot be parsed (%s%s)".formatted(what, line);
          case WRONG -> "fails on these messages%s: %s".formatted(line, what);
        };
    return new InputException("The chat template of %s %s".formatted(place, rest), fault);
  }
}
