package dev.vireo.reports.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.reports.completions.VerdictPage;
import dev.vireo.schemas.Verdict;
import java.util.Locale;

/**
 * What judges answered, as text for terminals and as JSON.
 *
 * @param page those that are shown
 */
public record ShownVerdicts(VerdictPage page) {

  private static final int PLACE = 24;
  private static final int REWARD = 16;

  /** A line each, no wider than {@code width} columns. */
  public String text(int width) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "Iteration %d: %,d verdicts", page.iteration(), page.total()));
    if (!page.rows().isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              ", %,d to %,d shown",
              page.from() + 1,
              page.from() + page.rows().size()));
    }
    text.append('\n');
    for (Verdict row : page.rows()) {
      boolean pair = row.getSecondSample() >= 0;
      String samples =
          pair
              ? " #%d, #%d".formatted(row.getFirstSample(), row.getSecondSample())
              : " #%d".formatted(row.getFirstSample());
      String place = SafeText.cut(row.getPromptId(), PLACE - samples.length() - 1) + samples;
      String line =
          SafeText.padded(place, PLACE)
              + SafeText.padded(SafeText.cut(row.getReward(), REWARD - 1), REWARD)
              + SafeText.padded(verdict(row, pair), 8);
      text.append(line)
          .append(SafeText.cut(row.getAnswer(), Math.max(10, width - SafeText.columns(line))))
          .append('\n');
    }
    return text.toString();
  }

  private static String verdict(Verdict row, boolean pair) {
    double verdict = row.getVerdict();
    if (Double.isNaN(verdict)) {
      return "none";
    }
    if (pair) {
      return verdict == 1 ? "first" : verdict == 0 ? "second" : "tie";
    }
    return String.format(Locale.ROOT, "%.4g", verdict).replaceFirst("\\.?0+$", "");
  }

  /** The same for programs, with whole answers. */
  public JsonNode json() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Verdict row : page.rows()) {
      ObjectNode node =
          all.addObject()
              .put("reward", row.getReward())
              .put("prompt-id", row.getPromptId())
              .put("first-sample", row.getFirstSample())
              .put("second-sample", row.getSecondSample())
              .put("ask", row.getAsk())
              .put("model", row.getModel())
              .put("answer", row.getAnswer());
      double verdict = row.getVerdict();
      node.put("verdict", Double.isNaN(verdict) ? null : (Double) verdict);
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("iteration", page.iteration())
        .put("total", page.total())
        .put("from", page.from())
        .set("verdicts", all);
  }
}
