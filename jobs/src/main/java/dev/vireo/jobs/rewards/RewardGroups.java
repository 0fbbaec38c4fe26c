package dev.vireo.jobs.rewards;

import java.util.ArrayList;
import java.util.List;

/** Which of a chunk's completions belong together: those of a prompt come one after the other. */
public final class RewardGroups {

  private RewardGroups() {}

  /** The completions of each prompt, as views of the list. */
  public static List<List<RewardInput>> of(List<RewardInput> inputs) {
    List<List<RewardInput>> groups = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i <= inputs.size(); i++) {
      if (i == inputs.size() || !inputs.get(i).promptId().equals(inputs.get(begin).promptId())) {
        groups.add(inputs.subList(begin, i));
        begin = i;
      }
    }
    return groups;
  }

  /** Which completion a value is of, for messages: {@code prompt 'p', sample 3}. */
  public static String place(List<RewardInput> inputs, int index) {
    return "prompt '%s', sample %d".formatted(inputs.get(index).promptId(), sample(inputs, index));
  }

  /** A completion's place in its group, from 0. */
  public static int sample(List<RewardInput> inputs, int index) {
    int first = index;
    while (first > 0 && inputs.get(first - 1).promptId().equals(inputs.get(index).promptId())) {
      first--;
    }
    return index - first;
  }

  /** Which prompts a call is about, for messages: {@code prompts 'p' to 'q'}. */
  public static String span(List<RewardInput> inputs) {
    String first = inputs.get(0).promptId();
    String last = inputs.get(inputs.size() - 1).promptId();
    return first.equals(last)
        ? "prompt '%s'".formatted(first)
        : "prompts '%s' to '%s'".formatted(first, last);
  }
}
