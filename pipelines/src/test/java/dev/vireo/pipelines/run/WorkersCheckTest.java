package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What workers of torch could not do is refused before the first stage. */
final class WorkersCheckTest {

  private static GrpoConfig read(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run=r",
                "prompts.path=p",
                "policy.new-model={context-length: 64}",
                "rollouts.max-new-tokens=8",
                "rollouts.engine=openai",
                "rollouts.server={url: 'http://127.0.0.1:1', model: m, weights: {mode: none}}",
                "rewards=[{type: length, options: {target: 3}}]",
                "training-engine=torch",
                "torch.sharding=full"));
    all.addAll(List.of(settings));
    return new ConfigReader().read(GrpoConfig.class, all).settings();
  }

  private static void check(String... settings) {
    read(settings).check();
  }

  @Test
  void aWorkerThatMeetsNobodyNeedsNoPort() {
    assertThatThrownBy(() -> read("torch.port=29500").workers())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "torch.port is 29500, at which the first worker waits for the others, but"
                + " torch.processes is 1: leave torch.port out");
    assertThat(read("torch.port=29500", "torch.processes=2").workers()).isPresent();
  }

  @Test
  void aServersCompletionsAreRescoredByAWorkerWithAllOfThePolicy() {
    assertThatThrownBy(() -> check("torch.processes=2"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "rollouts.server.logprobs is rescore, for which one worker has all of the policy, but"
                + " with torch.sharding full each has a part of it: set rollouts.server.logprobs"
                + " to server, or torch.sharding to replicated");
    assertThatCode(() -> check("torch.processes=2", "torch.sharding=replicated"))
        .doesNotThrowAnyException();
    assertThatCode(() -> check("torch.processes=2", "rollouts.server.logprobs=server"))
        .doesNotThrowAnyException();
    // The only worker has all of it.
    assertThatCode(() -> check("torch.processes=1")).doesNotThrowAnyException();
  }
}
