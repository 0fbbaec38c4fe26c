package dev.vireo.pipelines.adjust;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.jobs.data.source.JsonMistake;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The parser of one line at a time: its group, and which of its bytes are carried over. Fields it
 * does not know are carried over as they are; fields that an earlier adjustment wrote are left out.
 */
final class GroupLine {

  /** What an adjustment adds. */
  private static final Set<String> RESULTS =
      Set.of("adjusted", "mean", "variance_before", "variance_after");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private double[] values = new double[64];

  double[] rewards;
  Optional<double[]> weights;
  OptionalDouble lower;
  OptionalDouble upper;
  Optional<Ties> ties;

  /** Pairs of offsets into the line: runs of fields to carry over, without the commas around. */
  int[] runs = new int[2];

  int runCount;

  /**
   * Reads a line.
   *
   * @throws InputException with the reason, if it is not a group
   */
  void read(Line line) throws IOException {
    rewards = null;
    weights = Optional.empty();
    lower = OptionalDouble.empty();
    upper = OptionalDouble.empty();
    ties = Optional.empty();
    runCount = 0;
    try (JsonParser parser = JSON.createParser(line.bytes(), line.start(), line.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InputException("not a JSON object");
      }
      boolean inRun = false;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        inRun = field(parser, inRun);
      }
      if (parser.nextToken() != null) {
        throw new InputException("text after the JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new InputException("not JSON: " + reason(e), e);
    }
    if (rewards == null) {
      throw new InputException("there is no field 'rewards'");
    }
  }

  /** Reads a field and its value; returns whether it is carried over. */
  private boolean field(JsonParser parser, boolean inRun) throws IOException {
    String name = parser.currentName();
    int start = (int) parser.currentTokenLocation().getByteOffset();
    JsonToken value = parser.nextToken();
    switch (name) {
      case "rewards" -> rewards = numbers(parser, value, name);
      case "weights" ->
          weights =
              value == JsonToken.VALUE_NULL
                  ? Optional.empty()
                  : Optional.of(numbers(parser, value, name));
      case "lower" -> lower = number(parser, value, name);
      case "upper" -> upper = number(parser, value, name);
      case "ties" ->
          ties =
              value == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(ties(parser, value));
      default -> parser.skipChildren();
    }
    if (RESULTS.contains(name)) {
      return false;
    }
    parser.finishToken();
    if (!inRun) {
      if (2 * runCount == runs.length) {
        runs = Arrays.copyOf(runs, 2 * runs.length);
      }
      runs[2 * runCount] = start;
      runCount++;
    }
    runs[2 * runCount - 1] = (int) parser.currentLocation().getByteOffset();
    return true;
  }

  private double[] numbers(JsonParser parser, JsonToken first, String name) throws IOException {
    if (first != JsonToken.START_ARRAY) {
      throw new InputException("'" + name + "' is not a list of numbers");
    }
    int count = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      if (!token.isNumeric()) {
        throw notFinite(parser, name + "[" + count + "]");
      }
      double value = parser.getDoubleValue();
      if (!Double.isFinite(value)) {
        throw notFinite(parser, name + "[" + count + "]");
      }
      values[count++] = value;
    }
    return Arrays.copyOf(values, count);
  }

  private static OptionalDouble number(JsonParser parser, JsonToken token, String name)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return OptionalDouble.empty();
    }
    if (!token.isNumeric() || !Double.isFinite(parser.getDoubleValue())) {
      throw notFinite(parser, "'" + name + "'");
    }
    return OptionalDouble.of(parser.getDoubleValue());
  }

  private static Ties ties(JsonParser parser, JsonToken token) throws IOException {
    String text = token == JsonToken.VALUE_STRING ? parser.getText() : "";
    return switch (text) {
      case "merge" -> Ties.MERGE;
      case "split" -> Ties.SPLIT;
      default ->
          throw new InputException("'ties' is " + shown(parser) + ", not \"merge\" or \"split\"");
    };
  }

  private static InputException notFinite(JsonParser parser, String what) throws IOException {
    return new InputException(what + " is " + shown(parser) + ", not a finite number");
  }

  private static String shown(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_ARRAY -> "a list";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> "\"" + shortened(parser.getText()) + "\"";
      default -> shortened(parser.getText());
    };
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static String reason(JsonProcessingException e) {
    String message = JsonMistake.reason(e);
    return e.getLocation() == null
        ? message
        : message + " (column " + e.getLocation().getColumnNr() + ")";
  }
}
