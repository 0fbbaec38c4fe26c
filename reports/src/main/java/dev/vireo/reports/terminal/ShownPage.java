package dev.vireo.reports.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.reports.completions.Group;
import dev.vireo.reports.completions.Hit;
import dev.vireo.reports.completions.IterationBrowser;
import dev.vireo.reports.completions.Page;
import dev.vireo.reports.completions.Query;
import dev.vireo.reports.completions.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** A page of completions for {@code vireo show}: as text for a terminal, or as JSON. */
public final class ShownPage {

  private static final int LINES = 12;
  private static final String INDENT = "   ";
  private static final int LABEL = 12;

  private final int iteration;
  private final int all;
  private final Page page;
  private final List<Entry> entries;

  private record Entry(Hit hit, Group group, Sample sample) {}

  private ShownPage(int iteration, int all, Page page, List<Entry> entries) {
    this.iteration = iteration;
    this.all = all;
    this.page = page;
    this.entries = entries;
  }

  /**
   * Reads a page, and a text that is searched for in all completions.
   *
   * @throws dev.vireo.algorithms.InputException if the run does not have what the order needs
   */
  public static ShownPage read(IterationBrowser browser, Query query, int from, int count) {
    Page page = browser.page(query, from, count, Duration.ofDays(1));
    List<Entry> entries = new ArrayList<>();
    for (Hit hit : page.hits()) {
      Group group = browser.group(hit.group());
      entries.add(new Entry(hit, group, group.samples().get(hit.sample())));
    }
    return new ShownPage(
        browser.index().completions().iteration(), browser.index().size(), page, entries);
  }

  /** Text in lines no wider than {@code width} columns, as far as numbers allow. */
  public String text(int width) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Iteration %d: %,d of %,d completions%s%n",
            iteration,
            page.total(),
            all,
            entries.isEmpty()
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", %,d to %,d shown",
                    page.from() + 1,
                    page.from() + entries.size())));
    int number = page.from();
    for (Entry entry : entries) {
      append(text, ++number, entry, width);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, int number, Entry entry, int width) {
    Sample sample = entry.sample;
    String head =
        "%d. %s #%d".formatted(number, SafeText.cut(entry.group.promptId(), 60), sample.index());
    text.append('\n').append(head).append('\n');
    List<String> facts = new ArrayList<>();
    add(facts, "advantage", sample.advantage(), "%+.3f");
    add(facts, "reward", sample.reward(), "%.3f");
    sample.rewards().forEach((name, value) -> add(facts, SafeText.cut(name, 40), value, "%.3f"));
    sample
        .extraNumbers()
        .forEach((name, value) -> add(facts, SafeText.cut(name, 40), value, "%.4g"));
    add(facts, "adjusted", sample.adjustedReward(), "%.3f");
    add(facts, "KL", sample.kl(), "%.3f");
    facts.add(sample.tokenIds().size() + " tokens");
    facts.add(sample.truncated() ? "truncated" : "stopped");
    entry.group.filtered().ifPresent(reason -> facts.add("no signal: " + SafeText.line(reason)));
    String line = "";
    for (String fact : facts) {
      String longer = line.isEmpty() ? INDENT + fact : line + " · " + fact;
      if (!line.isEmpty() && SafeText.columns(longer) > width) {
        text.append(line).append('\n');
        longer = INDENT + fact;
      }
      line = longer;
    }
    text.append(line).append('\n');
    block(text, "prompt", entry.group.prompt(), width);
    entry.group.answer().ifPresent(answer -> block(text, "answer", answer, width));
    block(text, "completion", sample.text(), width);
    sample
        .extraTexts()
        .forEach((name, value) -> block(text, SafeText.cut(name, LABEL - 1), value, width));
  }

  private static void add(List<String> facts, String name, double value, String format) {
    if (!Double.isNaN(value)) {
      facts.add(name + " " + String.format(Locale.ROOT, format, value));
    }
  }

  private static void block(StringBuilder text, String label, String content, int width) {
    int inner = Math.max(20, width - INDENT.length() - LABEL);
    String margin = SafeText.padded(label, LABEL);
    for (String line : SafeText.lines(content, inner, LINES)) {
      text.append(INDENT).append(margin).append(line).append('\n');
      margin = " ".repeat(LABEL);
    }
  }

  /** The same for programs: an object whose {@code completions} have their whole texts. */
  public JsonNode json() {
    ArrayNode completions = JsonNodeFactory.instance.arrayNode();
    for (Entry entry : entries) {
      completions.add(json(entry));
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("iteration", iteration)
        .put("all", all)
        .put("total", page.total())
        .put("from", page.from())
        .set("completions", completions);
  }

  private static ObjectNode json(Entry entry) {
    Group group = entry.group;
    Sample sample = entry.sample;
    ObjectNode rewards = JsonNodeFactory.instance.objectNode();
    for (String name : new TreeSet<>(sample.rewards().keySet())) {
      put(rewards, name, sample.rewards().get(name));
    }
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("prompt-id", group.promptId())
            .put("group", entry.hit.group())
            .put("sample", sample.index())
            .put("prompt", group.prompt())
            .put("answer", group.answer().orElse(null))
            .put("completion", sample.text())
            .put("finish-reason", sample.finishReason().toString())
            .put("tokens", sample.tokenIds().size())
            .put("filtered", group.filtered().orElse(null));
    ObjectNode extras = JsonNodeFactory.instance.objectNode();
    sample.extraNumbers().forEach((name, value) -> put(extras, name, value));
    sample.extraTexts().forEach(extras::put);
    node.set("extras", extras);
    put(node, "reward", sample.reward());
    put(node, "adjusted-reward", sample.adjustedReward());
    put(node, "advantage", sample.advantage());
    put(node, "kl", sample.kl());
    return node.set("rewards", rewards);
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
