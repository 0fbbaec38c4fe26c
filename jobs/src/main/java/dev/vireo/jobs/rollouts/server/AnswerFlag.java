package dev.vireo.jobs.rollouts.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.ServerFailure;
import dev.vireo.models.json.JsonFiles;

/** Answers of status 200 that say in their body that something failed, as SGLang's may. */
final class AnswerFlag {

  private AnswerFlag() {}

  /** Whether the answer is an object with {@code "success": false}. */
  static boolean saysFailure(byte[] answer) {
    JsonNode success = parsed(answer).path("success");
    return success.isBoolean() && !success.booleanValue();
  }

  /** Its message, or a word in place of it. */
  static String reason(byte[] answer) {
    String message = parsed(answer).path("message").asText("");
    return message.isBlank() ? "without a reason" : ServerFailure.line(message);
  }

  /** Many servers answer with a text, or with nothing. */
  private static JsonNode parsed(byte[] answer) {
    try {
      return JsonFiles.parse("it", answer);
    } catch (InputException e) {
      return JsonFiles.object();
    }
  }
}
