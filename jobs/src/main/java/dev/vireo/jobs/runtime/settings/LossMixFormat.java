package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.preference.LossMix;
import dev.vireo.algorithms.loss.preference.PreferenceLossType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Preference losses: {@code sigmoid}, {@code [sigmoid, sft]} or with weights {@code {sigmoid: 0.8,
 * sft: 1}}.
 */
final class LossMixFormat implements SettingFormat<LossMix> {

  @Override
  public Class<LossMix> type() {
    return LossMix.class;
  }

  @Override
  public String expected() {
    return "a loss such as sigmoid, a list of losses to add, or their weights such as {sigmoid:"
        + " 0.8, sft: 1}; the losses are "
        + String.join(
            ", ", Arrays.stream(PreferenceLossType.values()).map(PreferenceLossType::key).toList());
  }

  @Override
  public LossMix read(JsonNode tree) {
    List<LossMix.Weighted> losses = new ArrayList<>();
    if (tree.isObject()) {
      tree.properties().forEach(loss -> losses.add(weighted(loss.getKey(), loss.getValue())));
    } else {
      for (JsonNode name : tree.isArray() ? tree : JsonNodeFactory.instance.arrayNode().add(tree)) {
        losses.add(new LossMix.Weighted(type(name.isTextual() ? name.textValue() : ""), 1));
      }
    }
    return new LossMix(losses);
  }

  @Override
  public JsonNode write(LossMix value) {
    boolean plain = value.losses().stream().allMatch(loss -> loss.weight() == 1);
    if (plain && value.losses().size() == 1) {
      return TextNode.valueOf(value.losses().get(0).type().key());
    }
    if (plain) {
      ArrayNode names = JsonNodeFactory.instance.arrayNode();
      value.losses().forEach(loss -> names.add(loss.type().key()));
      return names;
    }
    ObjectNode weights = JsonNodeFactory.instance.objectNode();
    value.losses().forEach(loss -> weights.put(loss.type().key(), loss.weight()));
    return weights;
  }

  private LossMix.Weighted weighted(String name, JsonNode weight) {
    if (!weight.isNumber()) {
      throw new InputException("expected " + expected());
    }
    return new LossMix.Weighted(type(name), weight.doubleValue());
  }

  private PreferenceLossType type(String name) {
    return Arrays.stream(PreferenceLossType.values())
        .filter(type -> type.key().equals(name))
        .findFirst()
        .orElseThrow(() -> new InputException("expected " + expected()));
  }
}
