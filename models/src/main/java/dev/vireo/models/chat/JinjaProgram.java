package dev.vireo.models.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parsed template. */
final class JinjaProgram {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptEngine engine;
  private final Object parsed;

  private JinjaProgram(ScriptEngine engine, Object parsed) {
    this.engine = engine;
    this.parsed = parsed;
  }

  /**
   * @param place whose template it is, for messages
   */
  static JinjaProgram parse(ScriptEngine engine, String place, String template) {
    try {
      return new JinjaProgram(engine, engine.call("parse", template));
    } catch (ScriptFault e) {
      throw explained(place, e);
    }
  }

  String render(String place, Map<String, Object> values, Optional<LocalDateTime> now) {
    try {
      String json = JSON.writeValueAsString(tagged(values));
      Object clock = now.map(JinjaProgram::clock).orElse(null);
      return engine.call("render", parsed, json, clock).toString();
    } catch (ScriptFault e) {
      throw explained(place, e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Checked values are always JSON", e);
    }
  }

  /** A map becomes a list of pairs: a script's object would put number-like keys first. */
  private static Object tagged(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<Object> entries = new ArrayList<>();
      map.forEach((key, entry) -> entries.add(new Object[] {key, tagged(entry)}));
      return Map.of("map", entries);
    }
    return value instanceof List<?> list ? list.stream().map(JinjaProgram::tagged).toList() : value;
  }

  private static int[] clock(LocalDateTime now) {
    return new int[] {
      now.getYear(),
      now.getMonthValue(),
      now.getDayOfMonth(),
      now.getHour(),
      now.getMinute(),
      now.getSecond(),
      now.getDayOfWeek().getValue(),
      now.getDayOfYear()
    };
  }

  private static InputException explained(String place, ScriptFault fault) {
    String message =
        switch (fault.kind()) {
          case "unsupported" ->
              "The chat template of %s uses %s, which Vireo does not support; simplify the template";
          case "raised" -> "The chat template of %s refuses the messages: %s";
          case "limit" ->
              "The chat template of %s is stopped, as it makes %s; no sound template needs that";
          case "clock" ->
              "The chat template of %s asks for today's date (%s), on which a run must not depend;"
                  + " set a date for it";
          case "syntax" -> "The chat template of %s cannot be parsed (%s)";
          default -> "The chat template of %s fails on these messages: %s";
        };
    return new InputException(message.formatted(place, fault.getMessage()), fault);
  }
}
