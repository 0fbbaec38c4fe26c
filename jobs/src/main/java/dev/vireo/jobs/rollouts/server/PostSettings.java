package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Secret;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request that tells a server of new weights.
 *
 * @param path path on the server, such as {@code /update_weights_from_disk}
 * @param body the JSON object sent; <code>{directory}</code>, <code>{uri}</code> and <code>{step}
 *     </code> in its texts are replaced
 */
public record PostSettings(String path, Map<String, Object> body) implements Serializable {

  public PostSettings {
    if (path == null || !path.startsWith("/")) {
      throw new InputException("path is " + path + "; it must begin with /");
    }
    Map<String, Object> copy = new LinkedHashMap<>(body == null ? Map.of() : body);
    copy.replaceAll((name, value) -> Secret.reveal(value));
    body = Collections.unmodifiableMap(copy);
  }
}
