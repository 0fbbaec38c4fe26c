package dev.vireo.jobs.rollouts.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.sampling.SamplingSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind of server is sent. */
final class RequestWriterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void vllm() throws IOException {
    assertThat(body(Dialect.VLLM, LogprobSource.RESCORE))
        .isEqualTo(
            JSON.readTree(
                """
                {"model": "policy", "prompt": [1, 2, 3], "max_tokens": 4, "temperature": 0.7,
                 "top_p": 0.9, "seed": 5, "n": 3, "top_k": 5, "min_p": 0.0,
                 "repetition_penalty": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0,
                 "stop_token_ids": [9], "return_token_ids": true,
                 "return_tokens_as_token_ids": true, "logprobs": 0}
                """));
  }

  @Test
  void sglang() throws IOException {
    JsonNode body = body(Dialect.SGLANG, LogprobSource.RESCORE);
    assertThat(body.path("prompt")).isEqualTo(JSON.readTree("[1, 2, 3]"));
    assertThat(body.path("return_token_ids").booleanValue()).isTrue();
    assertThat(body.has("logprobs")).isFalse();
    assertThat(body(Dialect.SGLANG, LogprobSource.SERVER).path("logprobs").isInt()).isTrue();
  }

  /** It refuses every field that it does not know. */
  @Test
  void transformers() throws IOException {
    JsonNode body = body(Dialect.TRANSFORMERS, LogprobSource.RESCORE);
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "model", "prompt", "max_tokens", "temperature", "top_p", "seed", "generation_config");
    assertThat(body.path("prompt").textValue()).isEqualTo("12+34=");
    assertThat(JSON.readTree(body.path("generation_config").textValue()))
        .isEqualTo(
            JSON.readTree(
                """
                {"do_sample": true, "temperature": 0.7, "top_p": 0.9, "top_k": 5,
                 "max_new_tokens": 4, "eos_token_id": [9], "pad_token_id": 9}
                """));
  }

  @Test
  void openai() throws IOException {
    assertThat(body(Dialect.OPENAI, LogprobSource.RESCORE))
        .isEqualTo(
            JSON.readTree(
                """
                {"model": "policy", "prompt": "12+34=", "max_tokens": 4, "temperature": 0.7,
                 "top_p": 0.9, "seed": 5, "n": 3}
                """));
  }

  /** Servers that give text alone would cut it off, and not say at which end they stopped. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void textsThatEndACompletionGoWhereTokensComeBack(Dialect dialect) throws IOException {
    CompletionQuery ending =
        new CompletionQuery(
            "p1",
            "a",
            new int[] {1},
            1,
            4,
            SamplingSettings.defaults(),
            new int[] {9},
            List.of("\n\n", "Q:"),
            1);
    JsonNode body =
        JSON.readTree(RequestWriter.write(Servers.settings("http://h:1", dialect), ending));
    assertThat(body.path("stop").toString())
        .isEqualTo(dialect.tokenIds() ? "[\"\\n\\n\",\"Q:\"]" : "");
    assertThat(body.has("stop")).isEqualTo(dialect.tokenIds());
  }

  /** Left out, a server would take the model's own. */
  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"VLLM", "SGLANG"})
  void whatIsOffIsSaidToBe(Dialect dialect) throws IOException {
    CompletionQuery plain =
        new CompletionQuery(
            "p1", "a", new int[] {1}, 1, 4, SamplingSettings.defaults(), new int[0], List.of(), 1);
    JsonNode body =
        JSON.readTree(RequestWriter.write(Servers.settings("http://h:1", dialect), plain));
    assertThat(body.path("top_k").intValue()).isEqualTo(-1);
    assertThat(body.path("top_p").doubleValue()).isEqualTo(1.0);
    assertThat(body.path("repetition_penalty").doubleValue()).isEqualTo(1.0);
  }

  @Test
  void theSeedIsWhatEveryServerTakes() {
    assertThat(Servers.query("p", 1, -1).seed()).isEqualTo(Integer.MAX_VALUE);
    assertThat(Servers.query("p", 1, 0).seed()).isZero();
  }

  @Test
  void samplesOfOneRequest() {
    assertThat(Dialect.VLLM.samplesPerRequest(8, 1)).isEqualTo(8);
    assertThat(Dialect.VLLM.samplesPerRequest(8, 0)).isEqualTo(1);
    assertThat(Dialect.SGLANG.samplesPerRequest(8, 1)).isEqualTo(1);
    assertThat(Dialect.TRANSFORMERS.samplesPerRequest(8, 1)).isEqualTo(1);
    assertThat(Dialect.OPENAI.samplesPerRequest(8, 1)).isEqualTo(8);
  }

  private static JsonNode body(Dialect dialect, LogprobSource logprobs) throws IOException {
    CompletionQuery query = Servers.query("p1", 3, 5L << 33);
    ServerSettings server =
        dialect.tokenIds()
            ? Servers.settings("http://h:1", dialect, logprobs, 0)
            : Servers.settings("http://h:1", dialect);
    return JSON.readTree(RequestWriter.write(server, query));
  }
}
