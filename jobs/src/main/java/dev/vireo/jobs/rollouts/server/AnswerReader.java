package dev.vireo.jobs.rollouts.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.ServerFailure;
import dev.vireo.models.json.JsonFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the JSON of an answer, and checks that it answers what was asked. */
final class AnswerReader {

  private static final Pattern TOKEN_NAME = Pattern.compile("token_id:([0-9]{1,9})");

  private final ServerSettings server;
  private final CompletionQuery query;

  AnswerReader(ServerSettings server, CompletionQuery query) {
    this.server = server;
    this.query = query;
  }

  /**
   * The completions, in the order of their index.
   *
   * @throws InputException if the answer is not what such a server gives
   */
  ServerCompletion[] read(byte[] body) {
    JsonNode choices;
    try {
      choices = JsonFiles.parse("it", body).path("choices");
    } catch (InputException e) {
      throw fault("with something that is not a JSON object", "is it a completions server?");
    }
    if (!choices.isArray()) {
      throw fault("without choices", "is it a completions server?");
    }
    if (choices.size() != query.samples()) {
      throw fault(
          "with "
              + Counted.of(choices.size(), "completions")
              + " where "
              + Counted.of(query.samples(), "was asked for", "were asked for"),
          query.samples() > 1
              ? "if it ignores n, use dialect transformers, which asks for one at a time"
              : "look at its log");
    }
    ServerCompletion[] completions = new ServerCompletion[choices.size()];
    for (int place = 0; place < completions.length; place++) {
      JsonNode choice = choices.get(place);
      int index = choice.path("index").asInt(place);
      if (index < 0 || index >= completions.length || completions[index] != null) {
        throw fault("with two completions of one index, or an invalid one", "look at its log");
      }
      completions[index] = completion(choice);
    }
    return completions;
  }

  private ServerCompletion completion(JsonNode choice) {
    JsonNode text = choice.path("text");
    if (!text.isTextual()) {
      throw fault("with a completion that has no text", "is it a completions server?");
    }
    if (!server.dialect().tokenIds()) {
      return new ServerCompletion(
          text.textValue(),
          Optional.empty(),
          Optional.empty(),
          stopToken(choice),
          stopped(choice, Optional.empty()));
    }
    checkPrompt(choice.path("prompt_token_ids"));
    int[] tokens = tokens(choice);
    Optional<float[]> logprobs =
        server.logprobs() == LogprobSource.SERVER
            ? Optional.of(logprobs(choice, tokens.length))
            : Optional.empty();
    Optional<int[]> ids = Optional.of(tokens);
    return new ServerCompletion(
        text.textValue(), ids, logprobs, stopToken(choice), stopped(choice, ids));
  }

  /**
   * The token at which a completion stopped: vLLM's {@code stop_reason}, SGLang's {@code
   * matched_stop}. Both hold a text where that was one, and nothing at the model's own end.
   */
  private static OptionalInt stopToken(JsonNode choice) {
    for (String key : List.of("stop_reason", "matched_stop")) {
      JsonNode reason = choice.path(key);
      if (reason.isIntegralNumber() && reason.canConvertToInt()) {
        return OptionalInt.of(reason.intValue());
      }
    }
    return OptionalInt.empty();
  }

  /** A server may cut a prompt that is too long for it, or put a token in front. */
  private void checkPrompt(JsonNode prompt) {
    if (prompt.isArray() && !Arrays.equals(ints(prompt), query.promptTokenIds())) {
      throw fault(
          "to a prompt other than the one sent (" + prompt.size() + " tokens)",
          "make its maximum context as long as the policy's");
    }
  }

  private int[] tokens(JsonNode choice) {
    int[] tokens;
    JsonNode ids = choice.path("token_ids");
    if (ids.isArray()) {
      tokens = ints(ids);
    } else {
      tokens = named(choice.path("logprobs").path("tokens"));
    }
    // A server that leaves the token out at which it stopped has none where that was the first.
    int least = stopToken(choice).isEmpty() ? 1 : 0;
    if (tokens.length < least || tokens.length > query.maxTokens()) {
      throw fault(
          "with "
              + Counted.of(tokens.length, "tokens")
              + " where 1 to "
              + query.maxTokens()
              + " were asked for",
          "look at its log");
    }
    return tokens;
  }

  private int[] named(JsonNode names) {
    int[] tokens = new int[names.size()];
    for (int i = 0; i < tokens.length; i++) {
      Matcher name = TOKEN_NAME.matcher(names.get(i).asText());
      if (!name.matches()) {
        throw withoutIds();
      }
      tokens[i] = Integer.parseInt(name.group(1));
    }
    if (!names.isArray()) {
      throw withoutIds();
    }
    return tokens;
  }

  private InputException withoutIds() {
    return fault(
        "without token ids",
        "set rollouts.server.dialect to the server's own; openai works with any");
  }

  private int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = array.get(i);
      if (!value.isIntegralNumber() || !value.canConvertToInt()) {
        throw fault("with a token id that is not a whole number", "look at its log");
      }
      values[i] = value.intValue();
    }
    return values;
  }

  private float[] logprobs(JsonNode choice, int tokens) {
    JsonNode values = choice.path("logprobs").path("token_logprobs");
    if (values.size() != tokens) {
      throw fault(
          "with " + values.size() + " log-probabilities of " + tokens + " tokens",
          "use rollouts.server.logprobs: rescore");
    }
    float[] logprobs = new float[tokens];
    for (int i = 0; i < tokens; i++) {
      // Rounding may lift a probability of 1 a little above it.
      double value = values.get(i).isNumber() ? values.get(i).doubleValue() : Double.NaN;
      if (!(value <= 1e-3) || Double.isInfinite(value)) {
        throw fault("with an invalid log-probability", "use rollouts.server.logprobs: rescore");
      }
      logprobs[i] = (float) value;
    }
    return logprobs;
  }

  /** Where no reason is given, the tokens may tell; text alone does not. */
  private boolean stopped(JsonNode choice, Optional<int[]> tokens) {
    String reason = choice.path("finish_reason").asText("");
    if (reason.equals("stop") || reason.equals("length")) {
      return reason.equals("stop");
    }
    boolean missing = choice.path("finish_reason").isNull() || !choice.has("finish_reason");
    if (missing && tokens.isPresent() && endsAtStop(tokens.get())) {
      return true;
    }
    if (missing && tokens.isPresent() && tokens.get().length == query.maxTokens()) {
      return false;
    }
    throw fault(
        missing
            ? "with an unfinished completion"
            : "with a completion that ended by '" + ServerFailure.line(reason) + "'",
        "look at its log, and run again: what is finished is kept");
  }

  private boolean endsAtStop(int[] tokens) {
    return tokens.length > 0 && query.isStop(tokens[tokens.length - 1]);
  }

  private InputException fault(String what, String todo) {
    return new InputException(
        "The rollout server at "
            + server.url()
            + " answered prompt "
            + query.promptId()
            + " "
            + what
            + ": "
            + todo);
  }
}
