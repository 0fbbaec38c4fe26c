package dev.vireo.jobs.environments.calculator;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Options;
import java.io.Serializable;

/**
 * Options of an environment of type {@code calculator}.
 *
 * @param prefix how a line begins that asks for the value of the expression after it; of several in
 *     a message the last counts, and without one the conversation ends
 * @param reply the message that answers: {@code {result}} stands for the value, or for {@code
 *     error:} and why there is none
 * @param role who says it, such as user or tool
 */
public record CalculatorOptions(String prefix, String reply, String role) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where the value stands in a reply. */
  static final String RESULT = "{result}";

  /** Checks what is given. */
  public CalculatorOptions {
    Options.needed("prefix", prefix);
    Options.needed("role", role);
    if (role.equals("assistant")) {
      throw new InputException(
          "option 'role' is 'assistant', which is the policy's own: name another, such as user or tool");
    }
    if (reply == null || !reply.contains(RESULT)) {
      throw new InputException(
          "option 'reply' is '%s'; it must contain %s, the value".formatted(reply, RESULT));
    }
  }

  /** The defaults. */
  public static CalculatorOptions defaults() {
    return new CalculatorOptions("calculate:", RESULT, "user");
  }
}
