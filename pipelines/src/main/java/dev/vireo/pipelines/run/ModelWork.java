package dev.vireo.pipelines.run;

/**
 * Work with another model than the run's policy in memory.
 *
 * @param name what a plan calls it
 * @param kind what the model does
 * @param model the model
 * @param tasks how many it is cut into
 * @param shape what goes through the model at a time
 */
public record ModelWork(
    String name, PolicyWork.Kind kind, SideModel model, int tasks, PolicyWork.Shape shape)
    implements StageWork {

  @Override
  public boolean ofWorkers() {
    return kind.ofWorkers();
  }

  @Override
  public boolean trains() {
    return kind.trains();
  }
}
