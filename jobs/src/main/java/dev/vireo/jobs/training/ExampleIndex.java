package dev.vireo.jobs.training;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import java.util.ArrayList;
import java.util.List;

/** Reads where examples lie and how long they are, without keeping their tokens. */
final class ExampleIndex {

  private ExampleIndex() {}

  /** All bundles, in the dataset's order. */
  static List<Bundle> of(StageContext context, TrainingExamples<?> examples) {
    List<Integer> chunks = examples.dataset().chunks();
    List<ArrayList<Bundle>> index =
        SparkDatasets.isSmall(examples.dataset(), context.spark())
            ? chunks.parallelStream().map(chunk -> index(examples, chunk)).toList()
            : context
                .spark()
                .parallelize(chunks, chunks.size())
                .map(chunk -> index(examples, chunk))
                .collect();
    return index.stream().flatMap(List::stream).toList();
  }

  private static ArrayList<Bundle> index(TrainingExamples<?> examples, int chunk) {
    return new ArrayList<>(examples.index(chunk));
  }
}
