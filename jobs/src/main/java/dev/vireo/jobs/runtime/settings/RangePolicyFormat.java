package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.RangePolicy;
import java.util.Map;
import java.util.Set;

/**
 * A reward range: {@code [0, 1]} or {@code {fixed: [0, 1], clip: true}}, {@code group}, {@code
 * {top-share: 0.25}} or {@code {top-share: 0.25, lower: 0}}.
 */
public final class RangePolicyFormat implements SettingFormat<RangePolicy> {

  private static final String FIXED = "fixed";
  private static final String CLIP = "clip";
  private static final String GROUP = "group";
  private static final String TOP_SHARE = "top-share";
  private static final String LOWER = "lower";

  @Override
  public Class<RangePolicy> type() {
    return RangePolicy.class;
  }

  @Override
  public String expected() {
    return "a range such as [0, 1], {fixed: [0, 1], clip: true}, group, {top-share: 0.25} or"
        + " {top-share: 0.25, lower: 0}";
  }

  @Override
  public RangePolicy read(JsonNode tree) {
    if (tree.isTextual() && tree.textValue().equals(GROUP)) {
      return new RangePolicy.Group();
    }
    if (isPair(tree)) {
      return new RangePolicy.Fixed(tree.get(0).doubleValue(), tree.get(1).doubleValue(), false);
    }
    if (tree.has(FIXED)) {
      JsonNode clip = tree.path(CLIP);
      if (isPair(tree.get(FIXED))
          && only(tree, Set.of(FIXED, CLIP))
          && (clip.isMissingNode() || clip.isBoolean())) {
        JsonNode ends = tree.get(FIXED);
        return new RangePolicy.Fixed(
            ends.get(0).doubleValue(), ends.get(1).doubleValue(), clip.booleanValue());
      }
    } else if (tree.path(TOP_SHARE).isNumber() && only(tree, Set.of(TOP_SHARE, LOWER))) {
      JsonNode lower = tree.path(LOWER);
      if (lower.isMissingNode() || lower.isNull() || lower.isNumber()) {
        return new RangePolicy.TopShare(
            tree.get(TOP_SHARE).doubleValue(), lower.isNumber() ? lower.doubleValue() : null);
      }
    }
    throw new InputException("expected " + expected());
  }

  @Override
  public JsonNode write(RangePolicy value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof RangePolicy.Fixed fixed) {
      ArrayNode ends = nodes.arrayNode().add(fixed.lower()).add(fixed.upper());
      return fixed.clip() ? nodes.objectNode().put(CLIP, true).set(FIXED, ends) : ends;
    }
    if (value instanceof RangePolicy.TopShare share) {
      ObjectNode object = nodes.objectNode().put(TOP_SHARE, share.share());
      return share.lower() == null ? object : object.put(LOWER, share.lower());
    }
    return TextNode.valueOf(GROUP);
  }

  private static boolean isPair(JsonNode node) {
    return node.isArray() && node.size() == 2 && node.get(0).isNumber() && node.get(1).isNumber();
  }

  private static boolean only(JsonNode object, Set<String> keys) {
    return object.properties().stream().map(Map.Entry::getKey).allMatch(keys::contains);
  }
}
