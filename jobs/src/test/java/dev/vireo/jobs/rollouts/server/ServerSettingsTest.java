package dev.vireo.jobs.rollouts.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.jobs.runtime.settings.Secret;
import dev.vireo.store.manifest.SettingsTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers can be asked for what. */
final class ServerSettingsTest {

  private static final SamplingSettings PLAIN = SamplingSettings.defaults();

  @ParameterizedTest
  @CsvSource({
    "http://h:8000, http://h:8000/v1/completions",
    "http://h:8000/, http://h:8000/v1/completions",
    "http://h:8000/v1, http://h:8000/v1/completions",
    "https://h/proxy/v1/, https://h/proxy/v1/completions",
  })
  void addresses(String url, String completions) {
    assertThat(Servers.settings(url, Dialect.VLLM).address("/v1/completions"))
        .hasToString(completions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu-1:8000", "ftp://h", "http://", "http://a b", "/x", ""})
  void whatIsNoUrl(String url) {
    assertThatThrownBy(() -> Servers.settings(url, Dialect.VLLM))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("http://HOST:PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://me:hunter2@h:1", "http://h:1/v1?key=hunter2"})
  void aPasswordHasItsOwnPlace(String url) {
    assertThatThrownBy(() -> Servers.settings(url, Dialect.VLLM))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("api-key")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void whatIsMissing() {
    assertThatThrownBy(() -> ServerSettings.defaults().check(PLAIN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("server.url");
    assertThatThrownBy(() -> Servers.with("http://h:1", WeightSettings.defaults()).check(PLAIN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("server.weights.mode");
  }

  @Test
  void whatADialectCannotDo() {
    SamplingSettings topK = new SamplingSettings(1, 1, 5);
    SamplingSettings topP = new SamplingSettings(1, 0.5, 0);
    assertThatThrownBy(() -> Servers.settings("http://h:1", Dialect.OPENAI).check(topK))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("top-k is 5");
    ServerSettings trusted = Servers.settings("http://h:1", Dialect.VLLM, LogprobSource.SERVER, 0);
    for (SamplingSettings cut : new SamplingSettings[] {topK, topP}) {
      assertThatThrownBy(() -> trusted.check(cut))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("rescore");
    }
    assertThatCode(() -> trusted.check(new SamplingSettings(0.7, 1, 0))).doesNotThrowAnyException();
    assertThatThrownBy(
            () -> Servers.settings("http://h:1", Dialect.OPENAI, LogprobSource.SERVER, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("dialect vllm or sglang");
  }

  @Test
  void aSecretShowsInNothing() {
    Secret secret = new Secret("hunter2");
    assertThat(secret).hasToString("***").isEqualTo(new Secret("hunter2"));
    assertThat(secret.conceal("a hunter2 b")).isEqualTo("a *** b");
    // No fingerprint can hold one, so no manifest can.
    assertThatThrownBy(() -> SettingsTree.of(List.of(secret)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(SettingsTree.of(Servers.settings("http://h:1", Dialect.VLLM)).has("api-key"))
        .isFalse();
  }
}
