package dev.vireo.pipelines.run;

/**
 * What a stage has in memory while it works, as a plan reckons it. A stage may do several kinds of
 * work, one after the other.
 */
public sealed interface StageWork permits PolicyWork, ModelWork, DataWork {

  /** So many tasks that any machine is busy: how many there are, the data alone say. */
  int MANY = 1 << 20;

  /** What a plan calls it. */
  String name();

  /** How many tasks it is cut into. */
  int tasks();

  /** Whether workers of torch do it, in a run that has them. */
  default boolean ofWorkers() {
    return false;
  }

  /** Whether it makes gradients. */
  default boolean trains() {
    return false;
  }
}
