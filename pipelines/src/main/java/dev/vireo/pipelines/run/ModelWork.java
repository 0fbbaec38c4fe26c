package dev.vireo.pipelines.run;

import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;

/**
 * Work with another model than the run's policy in memory.
 *
 * @param name what a plan calls it
 * @param kind what the model does
 * @param model its shape
 * @param head what its last hidden state is projected to
 * @param adapter what alone is trained of it; null where all of its parameters are, or none is
 * @param tasks how many it is cut into
 * @param shape what goes through the model at a time
 */
public record ModelWork(
    String name,
    PolicyWork.Kind kind,
    ModelConfig model,
    Head head,
    LoraSettings adapter,
    int tasks,
    PolicyWork.Shape shape)
    implements StageWork {

  /** The same without an adapter. */
  public ModelWork(
      String name,
      PolicyWork.Kind kind,
      ModelConfig model,
      Head head,
      int tasks,
      PolicyWork.Shape shape) {
    this(name, kind, model, head, null, tasks, shape);
  }

  @Override
  public boolean trains() {
    return kind.trains();
  }
}
