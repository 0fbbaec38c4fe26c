package dev.vireo.jobs.update;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.Rollout;
import java.util.ArrayList;
import java.util.List;

/** Reads where an iteration's groups lie and how long they are, without their tokens' values. */
final class GroupIndex {

  private GroupIndex() {}

  /** All groups in prompt order. */
  static List<GroupEntry> of(StageContext context, IterationData data) {
    List<Integer> chunks = data.rollouts().chunks();
    List<ArrayList<GroupEntry>> entries =
        SparkDatasets.isSmall(data.rollouts(), context.spark())
            ? chunks.parallelStream().map(chunk -> chunkIndex(data, chunk)).toList()
            : context
                .spark()
                .parallelize(chunks, chunks.size())
                .map(chunk -> chunkIndex(data, chunk))
                .collect();
    return entries.stream().flatMap(List::stream).toList();
  }

  private static ArrayList<GroupEntry> chunkIndex(IterationData data, int chunk) {
    List<Rollout> rollouts = data.rollouts().read(chunk, "prompt_id", "completions.token_ids");
    List<Advantages> advantages =
        data.advantages().read(chunk, "prompt_id", "completions.advantage");
    ArrayList<GroupEntry> entries = new ArrayList<>(rollouts.size());
    for (int row = 0; row < rollouts.size(); row++) {
      List<Completion> completions = rollouts.get(row).getCompletions();
      entries.add(
          new GroupEntry(
              chunk,
              row,
              completions.size(),
              completions.stream().mapToLong(c -> c.getTokenIds().size()).sum(),
              advantages.get(row).getCompletions().stream().anyMatch(GroupIndex::carriesSignal)));
    }
    return entries;
  }

  private static boolean carriesSignal(CompletionAdvantage completion) {
    return completion.getAdvantage() != 0;
  }
}
