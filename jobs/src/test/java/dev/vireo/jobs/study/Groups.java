package dev.vireo.jobs.study;

import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Groups of completions for tests. */
final class Groups {
  private Groups() {}

  /** Completions of the prompt "q", each of two tokens with log-probabilities that sum to -1. */
  static Rollout rollout(String... texts) {
    List<Completion> completions = new ArrayList<>();
    for (String text : texts) {
      completions.add(
          Completion.newBuilder()
              .setSampleIndex(completions.size())
              .setTokenIds(List.of(1, 2))
              .setLogprobs(List.of(-0.25f, -0.75f))
              .setText(text)
              .setFinishReason(FinishReason.stop)
              .build());
    }
    return Rollout.newBuilder()
        .setIteration(1)
        .setPromptId("q")
        .setPolicyStep(0)
        .setPrompt("2+2=")
        .setPromptTokenIds(List.of(7))
        .setCompletions(completions)
        .build();
  }

  /** Rewards {@code proxy} and {@code gold}; the weighted sum is the proxy's. */
  static Rewards rewards(double[] proxy, double[] gold) {
    List<CompletionReward> completions = new ArrayList<>();
    for (int i = 0; i < proxy.length; i++) {
      completions.add(
          CompletionReward.newBuilder()
              .setSampleIndex(i)
              .setReward(proxy[i])
              .setValues(Map.of("proxy", proxy[i], "gold", gold[i]))
              .build());
    }
    return Rewards.newBuilder()
        .setIteration(1)
        .setPromptId("q")
        .setCompletions(completions)
        .build();
  }
}
