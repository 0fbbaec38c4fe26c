package dev.vireo.jobs.rollouts.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of a request.
 *
 * <p>Everything that shapes the distribution is said, even if it is off: servers fill in what is
 * left out from the model's generation_config.json, and a top-k of 20 or a repetition penalty would
 * go unnoticed.
 *
 * <p>Texts that end a completion go to servers that give token ids. Others cut the text off, or
 * refuse, and would not say at which of several ends they stopped: what they write beyond is cut
 * here.
 */
final class RequestWriter {

  private RequestWriter() {}

  static byte[] write(ServerSettings server, CompletionQuery query) {
    ObjectNode body = SettingsMapper.mapper().createObjectNode();
    body.put("model", server.model());
    if (server.dialect().tokenIds()) {
      put(body.putArray("prompt"), query.promptTokenIds());
    } else {
      body.put("prompt", query.prompt());
    }
    body.put("max_tokens", query.maxTokens());
    body.put("temperature", query.sampling().temperature());
    body.put("top_p", query.sampling().topP());
    body.put("seed", query.seed());
    if (server.dialect() != Dialect.TRANSFORMERS) {
      body.put("n", query.samples());
    }
    switch (server.dialect()) {
      case VLLM -> {
        withTokenIds(body, query);
        // Older ones give token ids only as the names of the tokens that log-probabilities are of.
        body.put("return_tokens_as_token_ids", true);
        body.put("logprobs", 0);
      }
      case SGLANG -> {
        withTokenIds(body, query);
        if (server.logprobs() == LogprobSource.SERVER) {
          body.put("logprobs", 0);
        }
      }
      case TRANSFORMERS -> body.put("generation_config", generationConfig(query));
      case OPENAI -> {}
    }
    return text(body).getBytes(StandardCharsets.UTF_8);
  }

  private static void withTokenIds(ObjectNode body, CompletionQuery query) {
    int topK = query.sampling().topK();
    body.put("top_k", topK == 0 ? -1 : topK);
    body.put("min_p", 0.0);
    body.put("repetition_penalty", 1.0);
    body.put("presence_penalty", 0.0);
    body.put("frequency_penalty", 0.0);
    put(body.putArray("stop_token_ids"), query.stopTokenIds());
    if (!query.stopStrings().isEmpty()) {
      query.stopStrings().forEach(body.putArray("stop")::add);
    }
    body.put("return_token_ids", true);
  }

  /** It would not sample without being told, and from 50 tokens at most. */
  private static String generationConfig(CompletionQuery query) {
    ObjectNode config = SettingsMapper.mapper().createObjectNode();
    boolean samples = query.sampling().temperature() > 0;
    config.put("do_sample", samples);
    if (samples) {
      config.put("temperature", query.sampling().temperature());
      config.put("top_p", query.sampling().topP());
      config.put("top_k", query.sampling().topK());
    }
    config.put("max_new_tokens", query.maxTokens());
    if (query.stopTokenIds().length > 0) {
      put(config.putArray("eos_token_id"), query.stopTokenIds());
      config.put("pad_token_id", query.stopTokenIds()[0]);
    }
    return text(config);
  }

  private static void put(ArrayNode array, int[] values) {
    for (int value : values) {
      array.add(value);
    }
  }

  private static String text(ObjectNode node) {
    try {
      return SettingsMapper.mapper().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }
}
