package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.reward.LabelledSteps;
import dev.vireo.jobs.data.steps.StepSource;
import dev.vireo.jobs.data.steps.StepSource.Labelled;
import dev.vireo.schemas.StepExample;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Completions with labelled steps, a row each, without those that are held out or have no label
 * left. The tokens that count are those with a label.
 *
 * @param source the completions
 * @param lastStepOnly whether the last step's label alone is learned from
 */
record StepExamples(StepSource source, boolean lastStepOnly)
    implements TrainingExamples<LabelledSteps> {

  @Override
  public DatasetHandle<StepExample> dataset() {
    return source.dataset();
  }

  @Override
  public List<Bundle> index(int chunk) {
    List<Labelled> rows = rows(chunk);
    List<Bundle> index = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Labelled each = rows.get(row);
      int labels = each.labels().length;
      if (!each.heldOut() && labels > 0) {
        int length = each.sequence().length();
        index.add(new Bundle(chunk, row, 1, 1, labels, labels, labels, length, true));
      }
    }
    return index;
  }

  @Override
  public IntFunction<List<Example<LabelledSteps>>> open(int chunk) {
    List<Labelled> rows = rows(chunk);
    return row -> List.of(example(rows.get(row)));
  }

  @Override
  public Optional<String> keptAs() {
    return Optional.of(lastStepOnly + "/" + source.dataset().contentHash());
  }

  private List<Labelled> rows(int chunk) {
    return lastStepOnly ? source.readLastSteps(chunk) : source.read(chunk);
  }

  private static Example<LabelledSteps> example(Labelled row) {
    return Example.of(new LabelledSteps(row.labels(), row.sequence().length()), row.sequence());
  }
}
