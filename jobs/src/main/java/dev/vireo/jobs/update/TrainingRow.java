package dev.vireo.jobs.update;

import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.TokenLists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One completion as the objective sees it.
 *
 * @param tokens prompt and completion
 * @param oldLogprobs [T] under the old policy
 * @param referenceLogprobs [T] under the reference policy; null where there is none
 * @param advantages [1], or [T] where tokens differ
 */
record TrainingRow(
    TokenSequence tokens, double[] oldLogprobs, double[] referenceLogprobs, double[] advantages) {

  private record Chunk(
      List<Rollout> rollouts, List<Advantages> advantages, List<Logprobs> logprobs) {}

  /**
   * The completions of groups, the groups with the longest completions first, so that a
   * micro-batch's rows are of like length. A group stays together: its prompt is then computed
   * once. Groups of equal length keep their order.
   */
  static List<TrainingRow> read(List<GroupEntry> groups, IterationData data) {
    Map<Integer, Chunk> chunks = new HashMap<>();
    List<List<TrainingRow>> byGroup = new ArrayList<>(groups.size());
    for (GroupEntry group : groups) {
      Chunk chunk = chunks.computeIfAbsent(group.chunk(), index -> chunk(index, data));
      byGroup.add(rows(chunk, group.row()));
    }
    byGroup.sort(Comparator.comparingInt(TrainingRow::longest).reversed());
    return byGroup.stream().flatMap(List::stream).toList();
  }

  private static List<TrainingRow> rows(Chunk chunk, int row) {
    Rollout rollout = chunk.rollouts().get(row);
    Advantages advantages = chunk.advantages().get(row);
    Logprobs logprobs = chunk.logprobs() == null ? null : chunk.logprobs().get(row);
    int[] prompt = TokenLists.ints(rollout.getPromptTokenIds());
    List<TrainingRow> rows = new ArrayList<>();
    for (int sample = 0; sample < rollout.getCompletions().size(); sample++) {
      rows.add(
          row(
              prompt,
              rollout.getCompletions().get(sample),
              advantages.getCompletions().get(sample),
              logprobs == null ? null : logprobs.getCompletions().get(sample)));
    }
    return rows;
  }

  private static int longest(List<TrainingRow> group) {
    return group.stream().mapToInt(row -> row.tokens().length()).max().orElse(0);
  }

  private static Chunk chunk(int index, IterationData data) {
    return new Chunk(
        data.rollouts()
            .read(
                index,
                "prompt_id",
                "prompt_token_ids",
                "completions.token_ids",
                "completions.logprobs"),
        data.advantages()
            .read(index, "prompt_id", "completions.advantage", "completions.token_advantages"),
        data.logprobs() == null ? null : data.logprobs().read(index));
  }

  private static TrainingRow row(
      int[] prompt,
      Completion completion,
      CompletionAdvantage advantage,
      CompletionLogprobs logprobs) {
    double[] advantages =
        advantage.getTokenAdvantages() == null
            ? new double[] {advantage.getAdvantage()}
            : advantage.getTokenAdvantages().stream().mapToDouble(Double::doubleValue).toArray();
    return new TrainingRow(
        new TokenSequence(prompt, TokenLists.ints(completion.getTokenIds())),
        TokenLists.doubles(completion.getLogprobs()),
        logprobs == null ? null : TokenLists.doubles(logprobs.getReferenceLogprobs()),
        advantages);
  }
}
