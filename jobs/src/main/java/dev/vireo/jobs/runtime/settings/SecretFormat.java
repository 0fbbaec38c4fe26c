package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vireo.algorithms.InputException;

/** A secret is text. It is written as stars: unlike other settings, it does not come back. */
final class SecretFormat implements SettingFormat<Secret> {

  @Override
  public Class<Secret> type() {
    return Secret.class;
  }

  @Override
  public String expected() {
    return "text, best as ${env:NAME}";
  }

  @Override
  public Secret read(JsonNode tree) {
    // Goes into a header, which holds no others.
    boolean printable =
        tree.isTextual() && tree.textValue().chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (!printable || tree.textValue().isEmpty()) {
      throw new InputException("expected " + expected() + ", of printable ASCII without spaces");
    }
    return new Secret(tree.textValue());
  }

  @Override
  public JsonNode write(Secret value) {
    return TextNode.valueOf(value.toString());
  }
}
