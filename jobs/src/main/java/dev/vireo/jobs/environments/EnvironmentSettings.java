package dev.vireo.jobs.environments;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.runtime.settings.Secret;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a policy acts in.
 *
 * @param type its type: {@code calculator}, {@code python}, or another on the class path; required
 * @param maxTurns most messages that the policy writes in one conversation
 * @param options what the type needs. A value that the configuration takes from an environment
 *     variable is a {@link Secret} here
 */
public record EnvironmentSettings(String type, int maxTurns, Map<String, Object> options)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public EnvironmentSettings {
    Require.atLeast("max-turns", maxTurns, 1);
    options =
        Collections.unmodifiableMap(
            options == null ? new LinkedHashMap<>() : new LinkedHashMap<>(options));
  }

  /** The defaults; only the type is missing. */
  public static EnvironmentSettings defaults() {
    return new EnvironmentSettings(null, 8, Map.of());
  }

  /** The options as the type gets them, secrets in plain text. */
  Map<String, Object> revealed() {
    Map<String, Object> revealed = new LinkedHashMap<>(options);
    revealed.replaceAll((name, value) -> Secret.reveal(value));
    return revealed;
  }

  /** The options as everybody may see them. */
  Map<String, Object> hidden() {
    Map<String, Object> hidden = new LinkedHashMap<>(options);
    hidden.replaceAll((name, value) -> Secret.hide(value));
    return hidden;
  }

  /** A failure of this environment, with stars in place of the options' secrets. */
  InputException failure(String reason, Throwable cause) {
    return failure("environment (%s)".formatted(type), reason, cause);
  }

  /** A mistake in its options, in the same way. */
  InputException mistake(String reason, Throwable cause) {
    return failure("environment.options", reason, cause);
  }

  private InputException failure(String where, String reason, Throwable cause) {
    String concealed = String.valueOf(reason);
    for (Secret secret : Secret.in(options)) {
      concealed = secret.conceal(concealed);
    }
    String message = where + ": " + concealed;
    // A stack trace would repeat what the cause says.
    return Secret.in(options).isEmpty()
        ? new InputException(message, cause)
        : new InputException(message);
  }
}
