package dev.vireo.store.study;

import java.util.List;

/**
 * What a study has come to. Rewards are means over prompts; all intervals are 95% intervals of the
 * bootstrap over prompts.
 *
 * @param proxy name of the reward that chooses
 * @param gold name of the reward that the choice is judged by
 * @param prompts number of prompts that count
 * @param left prompts left out, because a completion lacks its proxy or gold reward
 * @param completions number of completions of each prompt, N
 * @param tokens mean length of a completion, in tokens
 * @param proxyDeviation standard deviation of the proxy reward over all completions
 * @param goldDeviation standard deviation of the gold reward over all completions
 * @param choices for n from 1 to N
 * @param searches searches over steps, by their number of beams
 * @param refinements what improving answers is worth, by chains and rounds; empty where none are
 * @param checkpoints policies that reinforcement learning has made, by their step
 * @param scalings the functional forms fitted to both
 */
public record StudyReport(
    String proxy,
    String gold,
    int prompts,
    int left,
    int completions,
    double tokens,
    double proxyDeviation,
    double goldDeviation,
    List<ChoicePoint> choices,
    List<SearchPoint> searches,
    List<RefinementPoint> refinements,
    List<CheckpointPoint> checkpoints,
    List<Scaling> scalings) {

  public StudyReport {
    choices = List.copyOf(choices);
    searches = List.copyOf(searches);
    // Reports of before have none.
    refinements = refinements == null ? List.of() : List.copyOf(refinements);
    checkpoints = List.copyOf(checkpoints);
    scalings = List.copyOf(scalings);
  }
}
