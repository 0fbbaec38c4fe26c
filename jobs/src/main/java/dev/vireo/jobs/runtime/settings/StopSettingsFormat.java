package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.algorithms.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * What ends a completion: a list of texts and token numbers, {@code ["<|eot_id|>", 128009,
 * "\nQuestion:"]}, or one of them alone.
 */
final class StopSettingsFormat implements SettingFormat<StopSettings> {

  @Override
  public Class<StopSettings> type() {
    return StopSettings.class;
  }

  @Override
  public String expected() {
    return "a list of special tokens, token numbers and texts, such as"
        + " [\"<|eot_id|>\", 128009, \"\\nQuestion:\"]";
  }

  @Override
  public StopSettings read(JsonNode tree) {
    List<Integer> tokenIds = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (JsonNode entry : tree.isArray() ? tree : JsonNodeFactory.instance.arrayNode().add(tree)) {
      if (entry.isTextual()) {
        texts.add(entry.textValue());
      } else if (entry.isIntegralNumber() && entry.canConvertToInt()) {
        tokenIds.add(entry.intValue());
      } else {
        throw new InputException("expected " + expected());
      }
    }
    return new StopSettings(tokenIds, texts);
  }

  @Override
  public JsonNode write(StopSettings value) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    value.tokenIds().forEach(list::add);
    value.texts().forEach(list::add);
    return list;
  }
}
