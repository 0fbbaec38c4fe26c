package dev.vireo.jobs.update;

import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads where an iteration's groups lie and how long they are, without their tokens' values. */
final class GroupIndex {

  private GroupIndex() {}

  /** Up to so many tokens the driver reads them itself: a Spark job would take longer. */
  private static final double SMALL = 1_000_000;

  /** All groups in prompt order. */
  static List<GroupEntry> of(StageContext context, IterationData data) {
    List<Integer> chunks = IntStream.range(0, data.rollouts().chunkCount()).boxed().toList();
    List<ArrayList<GroupEntry>> entries =
        data.rollouts().total(CollectRollouts.TOKENS) <= SMALL
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
