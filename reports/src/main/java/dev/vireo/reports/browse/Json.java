package dev.vireo.reports.browse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.reports.completions.Appearance;
import dev.vireo.reports.completions.Group;
import dev.vireo.reports.completions.Hit;
import dev.vireo.reports.completions.Page;
import dev.vireo.reports.completions.PromptHistory;
import dev.vireo.reports.completions.Sample;
import dev.vireo.reports.tokens.TokenTexts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Completions as the page reads them. What is not a number is null, and long texts are cut. */
final class Json {

  /** Characters of a text in a list. */
  private static final int SNIPPET = 400;

  /** Characters of a text that is shown whole: a page of this size is still read with ease. */
  private static final int WHOLE = 50_000;

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static ObjectNode page(Page page) {
    ArrayNode hits = array();
    page.hits().forEach(hit -> hits.add(hit(hit)));
    return object()
        .put("from", page.from())
        .put("total", page.total())
        .put("searched", page.searched())
        .set("hits", hits);
  }

  private static ObjectNode hit(Hit hit) {
    ObjectNode node =
        object()
            .put("group", hit.group())
            .put("sample", hit.sample())
            .put("promptId", hit.promptId())
            .put("prompt", cut(hit.prompt(), SNIPPET))
            .put("text", cut(hit.text(), SNIPPET))
            .put("truncated", hit.truncated())
            .put("filtered", hit.filtered().orElse(null));
    hit.measures()
        .forEach((measure, value) -> put(node, measure.name().toLowerCase(Locale.ROOT), value));
    return node;
  }

  static ObjectNode group(Group group) {
    ObjectNode attributes = object();
    group.attributes().forEach((name, value) -> attributes.put(name, cut(value, SNIPPET)));
    ArrayNode samples = array();
    group.samples().forEach(sample -> samples.add(sample(sample)));
    ObjectNode node =
        object()
            .put("iteration", group.iteration())
            .put("promptId", group.promptId())
            .put("prompt", cut(group.prompt(), WHOLE))
            .put("answer", group.answer().map(answer -> cut(answer, WHOLE)).orElse(null))
            .put("policyStep", group.policyStep())
            .put("filtered", group.filtered().orElse(null));
    node.set("attributes", attributes);
    group.statistics().ifPresent(statistics -> node.set("statistics", statistics(statistics)));
    return node.set("samples", samples);
  }

  private static ObjectNode statistics(Group.Statistics statistics) {
    ObjectNode node = object();
    put(node, "mean", statistics.mean());
    put(node, "std", statistics.std());
    put(node, "varianceBefore", statistics.varianceBefore());
    put(node, "varianceAfter", statistics.varianceAfter());
    put(node, "rangeLower", statistics.rangeLower());
    put(node, "rangeUpper", statistics.rangeUpper());
    put(node, "topShare", statistics.topShare());
    put(node, "tieShare", statistics.tieShare());
    return node;
  }

  private static ObjectNode sample(Sample sample) {
    ObjectNode rewards = object();
    sample.rewards().forEach((name, value) -> put(rewards, name, value));
    ObjectNode node =
        object()
            .put("sample", sample.index())
            .put("text", cut(sample.text(), WHOLE))
            .put("cut", sample.text().length() > WHOLE)
            .put("length", sample.tokenIds().size())
            .put("finishReason", sample.finishReason().toString());
    put(node, "reward", sample.reward());
    put(node, "adjustedReward", sample.adjustedReward());
    put(node, "weight", sample.weight());
    put(node, "advantage", sample.advantage());
    put(node, "kl", sample.kl());
    ObjectNode extras = object();
    sample.extraNumbers().forEach((name, value) -> put(extras, name, value));
    sample.extraTexts().forEach((name, value) -> extras.put(name, cut(value, SNIPPET)));
    node.set("extras", extras);
    return node.set("rewards", rewards);
  }

  /** Some of a completion's tokens, a list for each thing that is known of them. */
  static ObjectNode tokens(Sample sample, TokenTexts known, int from, int count) {
    List<Integer> ids = sample.tokenIds();
    int begin = Math.min(from, ids.size());
    int end = Math.min(ids.size(), begin + count);
    ArrayNode tokens = array();
    ids.subList(begin, end).forEach(tokens::add);
    ArrayNode texts = array();
    for (Optional<String> text : known.of(ids).subList(begin, end)) {
      text.ifPresentOrElse(texts::add, texts::addNull);
    }
    ObjectNode node = object().put("from", begin).put("total", ids.size());
    node.set("ids", tokens);
    node.set("texts", texts);
    node.set("logprobs", part(sample.besideTokens(sample.logprobs()), begin, end));
    node.set(
        "referenceLogprobs", part(sample.besideTokens(sample.referenceLogprobs()), begin, end));
    node.set("advantages", part(sample.besideTokens(sample.tokenAdvantages()), begin, end));
    put(node, "advantage", sample.advantage());
    return node;
  }

  private static ArrayNode part(List<? extends Number> values, int begin, int end) {
    ArrayNode node = array();
    if (values.size() >= end) {
      values.subList(begin, end).forEach(value -> node.add(number(value.doubleValue())));
    }
    return node;
  }

  static ObjectNode history(PromptHistory.Part part) {
    ArrayNode appearances = array();
    for (Appearance each : part.appearances()) {
      ArrayNode rewards = array();
      each.rewards().forEach(reward -> rewards.add(number(reward)));
      appearances.add(
          object()
              .put("iteration", each.iteration())
              .put("group", each.group())
              .set("rewards", rewards));
    }
    ObjectNode node = object().set("appearances", appearances);
    part.next().ifPresent(next -> node.put("next", next));
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    node.set(name, number(value));
  }

  private static JsonNode number(double value) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(value)
        : JsonNodeFactory.instance.nullNode();
  }

  /** At most so many characters, and no half of one. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }
}
