package dev.vireo.jobs.rollouts.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.HostileServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as servers give them, and as they must not. */
final class AnswerReaderTest {

  @Test
  void tokenIdsInTheOrderOfTheirIndex() {
    ServerCompletion[] completions =
        read(Dialect.VLLM, Servers.answer(Servers.choice(1, "4,9"), Servers.choice(0, "5")));

    assertThat(completions[0].tokenIds().get()).containsExactly(5);
    assertThat(completions[1].tokenIds().get()).containsExactly(4, 9);
    assertThat(completions[1].stopped()).isTrue();
    assertThat(completions[1].logprobs()).isEmpty();
  }

  /** vLLM before it had return_token_ids. */
  @Test
  void tokenIdsAsNamesOfTokens() {
    String choice =
        "{'index':0,'text':'x','finish_reason':'length',"
            + "'logprobs':{'tokens':['token_id:4','token_id:70'],'token_logprobs':[-0.5,-1]}}";
    ServerSettings server = Servers.settings("http://h:1", Dialect.VLLM, LogprobSource.SERVER, 0);
    ServerCompletion[] completions =
        new AnswerReader(server, Servers.query(1))
            .read(HostileServer.bytes(Servers.answer(choice)));

    assertThat(completions[0].tokenIds().get()).containsExactly(4, 70);
    assertThat(completions[0].logprobs().get()).containsExactly(-0.5f, -1f);
    assertThat(completions[0].stopped()).isFalse();
  }

  @Test
  void textAlone() {
    String choice = "{'index':0,'text':'46','finish_reason':'stop'}";
    ServerCompletion[] completions = read(Dialect.TRANSFORMERS, Servers.answer(choice));

    assertThat(completions[0].text()).isEqualTo("46");
    assertThat(completions[0].tokenIds()).isEmpty();
    assertThat(completions[0].stopped()).isTrue();
  }

  /** vLLM and SGLang name the token; vLLM names nothing at the model's own end. */
  @Test
  void theTokenAtWhichItStopped() {
    String vllm = Servers.choice(0, "4,9").replace("'stop_reason':null", "'stop_reason':9");
    assertThat(vllm).contains("'stop_reason':9");
    assertThat(read(Dialect.VLLM, Servers.answer(vllm))[0].stopToken()).hasValue(9);
    assertThat(read(Dialect.VLLM, Servers.answer(Servers.choice(0, "4,9")))[0].stopToken())
        .isEmpty();
    String sglang = "{'index':0,'text':'','finish_reason':'stop','matched_stop':9,'token_ids':[]}";
    ServerCompletion left = read(Dialect.SGLANG, Servers.answer(sglang))[0];
    assertThat(left.stopToken()).hasValue(9);
    assertThat(left.tokenIds().get()).isEmpty();
    String atText = sglang.replace("9,", "'Q:',").replace("[]", "[4]");
    assertThat(read(Dialect.SGLANG, Servers.answer(atText))[0].stopToken()).isEmpty();
  }

  @Test
  void aMissingReasonThatTheTokensTell() {
    String without = ",'finish_reason':'stop'";
    String stop = Servers.choice(0, "4,9").replace(without, "");
    String length = Servers.choice(0, "4,4,4,4").replace("'stop','stop_", "null,'stop_");

    assertThat(read(Dialect.VLLM, Servers.answer(stop))[0].stopped()).isTrue();
    assertThat(read(Dialect.VLLM, Servers.answer(length))[0].stopped()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ''                                                                   | not a JSON object
          not json                                                             | not a JSON object
          [1]                                                                  | not a JSON object
          {'choices':[{'index':0,'text':'a                                     | not a JSON object
          {'choices':[]} trailing                                              | not a JSON object
          {}                                                                   | without choices
          {'choices':{}}                                                       | without choices
          {'choices':[]}                                                       | 0 completions where 1
          {'choices':[{'index':0,'text':'x'},{'index':1,'text':'x'}]}          | 2 completions where 1
          {'choices':[7]}                                                      | no text
          {'choices':[{'index':0}]}                                            | no text
          {'choices':[{'index':5,'text':'x'}]}                                 | invalid
          {'choices':[{'index':0,'text':'x','finish_reason':'stop'}]}          | without token ids
          {'choices':[{'index':0,'text':'x','logprobs':{'tokens':['x']}}]}     | without token ids
          {'choices':[{'index':0,'text':'x','token_ids':[]}]}                  | 0 tokens where 1 to 4
          {'choices':[{'index':0,'text':'x','token_ids':[1,2,3,4,5]}]}         | 5 tokens where 1 to 4
          {'choices':[{'index':0,'text':'x','token_ids':[1.5]}]}               | not a whole number
          {'choices':[{'index':0,'text':'x','token_ids':['1']}]}               | not a whole number
          {'choices':[{'index':0,'text':'x','token_ids':[99999999999]}]}       | not a whole number
          {'choices':[{'index':0,'text':'x','token_ids':[1]}]}                 | unfinished
          {'choices':[{'index':0,'text':'x','token_ids':[1],'finish_reason':'abort'}]} | 'abort'
          {'choices':[{'index':0,'text':'x','token_ids':[1],'prompt_token_ids':[1]}]}  | a prompt other
          """)
  void whatIsNoAnswerIsRefusedInOneLine(String body, String said) {
    assertThatThrownBy(() -> read(Dialect.VLLM, body == null ? "" : body))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said)
        .hasMessageContaining("http://h:1")
        .hasMessageContaining("p1")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"-0.5 | 1 log-probabilities of 2", "-0.5,null | invalid", "-0.5,0.7 | invalid"},
      quoteCharacter = '`')
  void logprobsThatAreNone(String values, String said) {
    ServerSettings server = Servers.settings("http://h:1", Dialect.VLLM, LogprobSource.SERVER, 0);
    String answer =
        Servers.answer(Servers.choice(0, "4,9"))
            .replace("'token_logprobs':[]", "'token_logprobs':[" + values + "]");

    assertThatThrownBy(
            () -> new AnswerReader(server, Servers.query(1)).read(HostileServer.bytes(answer)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said)
        .hasMessageContaining("rescore");
  }

  private static ServerCompletion[] read(Dialect dialect, String answer) {
    int samples = answer.contains("'index':1") && answer.contains("cmpl-1") ? 2 : 1;
    return new AnswerReader(Servers.settings("http://h:1", dialect), Servers.query(samples))
        .read(HostileServer.bytes(answer));
  }
}
