package dev.vireo.jobs.runtime.stage;

import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Rollout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rollouts that depend on their number alone. */
final class SampleRows {
  private SampleRows() {}

  static List<Rollout> rollouts(int first, int count) {
    List<Rollout> rows = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      rows.add(rollout(i));
    }
    return rows;
  }

  static Rollout rollout(int number) {
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < 4; sample++) {
      List<Integer> tokens = new ArrayList<>();
      List<Float> logprobs = new ArrayList<>();
      for (int t = 0; t < 5 + sample; t++) {
        tokens.add((number * 31 + sample * 7 + t) % 256);
        logprobs.add(-0.25f * (1 + (number + sample + t) % 9));
      }
      completions.add(
          new Completion(
              sample, tokens, logprobs, "é " + number + "/" + sample, FinishReason.stop, null));
    }
    Map<String, String> attributes = new HashMap<>();
    attributes.put("level", "hard");
    attributes.put("source", "s" + number % 3);
    return new Rollout(
        1,
        "p" + number,
        0,
        "What is " + number + "?",
        number % 2 == 0 ? null : "" + number,
        attributes,
        List.of(1, 2, 3 + number),
        completions);
  }
}
