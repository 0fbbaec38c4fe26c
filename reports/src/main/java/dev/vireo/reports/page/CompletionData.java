package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.reports.page.Picked.Shown;
import java.util.List;

/** Picked completions in the page's data, cut to what a person reads of them there. */
final class CompletionData {

  private static final int PROMPT = 1_500;
  private static final int TEXT = 3_000;

  private CompletionData() {}

  static ArrayNode json(List<PickedList> lists) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (PickedList list : lists) {
      ObjectNode object =
          json.addObject().put("id", list.id()).put("title", list.title()).put("note", list.note());
      ArrayNode prompts = object.putArray("prompts");
      list.prompts().forEach(each -> prompts.add(json(each)));
    }
    return json;
  }

  private static ObjectNode json(Picked picked) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", picked.promptId());
    json.put("prompt", cut(picked.prompt(), PROMPT));
    picked.answer().ifPresent(answer -> json.put("answer", cut(answer, PROMPT)));
    ArrayNode shown = json.putArray("shown");
    picked.shown().forEach(each -> shown.add(json(each)));
    return json;
  }

  private static ObjectNode json(Shown shown) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("when", shown.when())
            .put("text", cut(shown.text(), TEXT))
            .put("tokens", shown.tokens())
            .put("truncated", shown.truncated());
    json.set("reward", Numbers.json(shown.reward()));
    ObjectNode rewards = json.putObject("rewards");
    shown.rewards().forEach((name, value) -> rewards.set(name, Numbers.json(value)));
    json.set("adjusted", Numbers.json(shown.adjustedReward()));
    json.set("advantage", Numbers.json(shown.advantage()));
    return json;
  }

  /** The start of a long text, and how much is missing. */
  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return "%s … (%,d more characters)".formatted(text.substring(0, end), text.length() - end);
  }
}
