package dev.vireo.jobs.rewards.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.runtime.http.ConcurrentCalls;
import dev.vireo.jobs.runtime.http.Requests;
import dev.vireo.jobs.runtime.http.ServerAccess;
import dev.vireo.jobs.runtime.http.ServerFailure;
import dev.vireo.jobs.runtime.http.ServerReach;
import dev.vireo.jobs.runtime.http.Transport;
import dev.vireo.jobs.runtime.settings.Secret;
import dev.vireo.models.json.JsonFiles;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts questions to a judge, some at a time, and keeps its answers.
 *
 * @param options where it is and how it answers
 * @param apiKey null for none
 * @param template hash of the template that the questions are made of
 * @param kept where answers are kept
 */
record Judge(JudgeOptions options, Secret apiKey, String template, VerdictFolder kept)
    implements Serializable {

  /** One question, asked for the n-th time. */
  private record Question(String message, int sample) {}

  /** The same, which keeps its answers elsewhere. */
  Judge keepingIn(VerdictFolder folder) {
    return new Judge(options, apiKey, template, folder);
  }

  /** The answers to each message: as many as there are samples. */
  List<List<String>> answers(List<String> messages) {
    // Completions of one text make one question.
    Map<String, Integer> places = new LinkedHashMap<>();
    messages.forEach(message -> places.putIfAbsent(message, places.size()));
    List<Question> questions = new ArrayList<>();
    for (String message : places.keySet()) {
      for (int sample = 0; sample < options.samples(); sample++) {
        questions.add(new Question(message, sample));
      }
    }
    List<String> answers = ConcurrentCalls.all(options.concurrency(), questions, this::answer);
    List<List<String>> grouped = new ArrayList<>();
    for (String message : messages) {
      int first = places.get(message) * options.samples();
      grouped.add(answers.subList(first, first + options.samples()));
    }
    return grouped;
  }

  /** The name of a question, asked for the n-th time, under which its answer is kept. */
  String name(String message, int sample) {
    return VerdictFolder.sha256(
        options.model(),
        Double.toString(options.temperature()),
        Integer.toString(options.maxTokens()),
        Integer.toString(sample),
        message);
  }

  private String answer(Question question) throws InterruptedException {
    String name = name(question.message(), question.sample());
    Optional<String> known = kept.find(name);
    if (known.isPresent()) {
      return known.get();
    }
    return kept.keep(name, template, options.model(), ask(question, name));
  }

  private String ask(Question question, String name) throws InterruptedException {
    long key = SamplingKey.promptKey(name);
    ObjectNode body = JsonFiles.object();
    body.put("model", options.model());
    body.putArray("messages").addObject().put("role", "user").put("content", question.message());
    body.put("temperature", options.temperature());
    body.put("max_tokens", options.maxTokens());
    body.put("seed", key & Integer.MAX_VALUE);
    Requests requests = Requests.of(access());
    Transport.Call call =
        new Transport.Call(
            address("/v1/chat/completions"),
            body.toString().getBytes(StandardCharsets.UTF_8),
            Duration.ofSeconds(options.timeoutSeconds()));
    byte[] answer = requests.send(call, key);
    JsonNode content;
    try {
      content = JsonFiles.parse("it", answer).at("/choices/0/message/content");
    } catch (InputException e) {
      throw fault(requests, "something that is not a JSON object", answer);
    }
    if (!content.isTextual() && !content.isNull()) {
      throw fault(requests, "no message", answer);
    }
    // Null is an answer that was all thought, or a refusal: nothing to read a verdict from.
    return content.asText("");
  }

  private InputException fault(Requests requests, String what, byte[] answer) {
    return requests.failure(
        "The judge at %s answered with %s (%s): is it a chat completions server?"
            .formatted(address("/v1/chat/completions"), what, ServerFailure.excerpt(answer)));
  }

  private ServerAccess access() {
    return new ServerAccess(
        "judge",
        "options.",
        "options.url or options.model",
        "look at its log",
        apiKey,
        options.retries());
  }

  void checkReach() {
    ServerReach.check("option 'url'", address("/"));
  }

  private URI address(String path) {
    return URI.create(options.url().replaceAll("(/v1)?/*$", "") + path);
  }
}
